"""uv: its resolver's explanations, its lock file, its environments and its downloads.

Formats as the crates `uv-resolver` (PubGrub's report, wrapped at the terminal's width), `uv-requirements` and
`uv` (`commands/diagnostics.rs`) write them. Causes hang below an error as `╰─▶`/`Caused by:`; a copy may have lost
the drawing characters, so none of them is relied upon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regreen.logs.pattern import Pattern
from regreen.logs.phrases import LOOKED_AT, anchors, bare, heard, phrase
from regreen.logs.signal import Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category
from regreen.model.run import Line

_DEPS = Category.DEPENDENCY_RESOLUTION
_PACKAGING = Category.PACKAGING_CONFIG

_PHRASES = (
    phrase("tool-not-in-environment", Category.MISSING_TOOL, "Failed to spawn", r"Failed to spawn: `(?P<subject>[^`]+)`", also=r"Caused by: "),
    phrase("no-virtual-environment", Category.WORKFLOW_CONFIG, "No virtual environment found", r"error: No virtual environment found", also=r"uv venv|--system"),
    phrase("lock-file-stale", _DEPS, "needs to be updated, but", r"[Tt]he lockfile at `(?P<subject>[^`]+)` needs to be updated, but `(?P<option>[^`]+)`"),
    phrase("lock-file-missing", Category.MISSING_FILE, "nable to find lockfile", r"[Uu]nable to find lockfile(?: at `(?P<subject>[^`]+)`)?"),
    phrase("extra-or-group-undefined", _PACKAGING, ("is not defined in the project", "is not defined in any project"), r"(?P<what>[Ee]xtra|[Gg]roup|[Dd]ependency group) `(?P<subject>[^`]+)` is not defined in (?:the|any) project"),
    phrase("extra-or-group-undefined", _PACKAGING, "(from `tool.uv.default-groups`) is not defined", r"[Dd]efault (?P<what>group) `(?P<subject>[^`]+)` \(from"),
    phrase("extra-or-group-undefined", _PACKAGING, "Requested extra not found", r"Requested (?P<what>extra) not found: (?P<subject>\S+)"),
    phrase("requires-python-mismatch", _PACKAGING, "incompatible with the project's Python requirement", r"(?:resolved to|Using|uses) (?:Python|CPython)? ?(?P<python>\d+\.\d+)\S*.* is incompatible with the project's Python requirement: `?(?P<wanted>[^` ]+)"),
    phrase("requires-python-mismatch", _PACKAGING, "incompatible with the project's Python requirement", r"is incompatible with the project's Python requirement"),
    phrase("python-not-found", Category.WORKFLOW_CONFIG, "No interpreter found for", r"error: No interpreter found for (?P<subject>Python [^\s,]+|.+?)(?: in | at |$)"),
    phrase("environment-externally-managed", Category.WORKFLOW_CONFIG, "is externally managed", r"error: The interpreter at \S+ is externally managed"),
    phrase("path-dependency-missing", Category.MISSING_FILE, "Distribution not found at", r"Distribution not found at: (?:file://)?(?P<subject>\S+)"),
    phrase("requirements-file-missing", Category.MISSING_FILE, "File not found: `", r"error: File not found: `(?P<subject>[^`]+)`"),
    phrase("not-a-python-project", Category.MISSING_FILE, "No `pyproject.toml` found in", r"No `pyproject\.toml` found in (?P<subject>current directory|\S+)"),
    phrase("not-a-python-project", _PACKAGING, "does not appear to be a Python project, as", r"(?P<subject>\S+) does not appear to be a Python project, as"),
    phrase("no-matching-distribution", _DEPS, "can't be installed because it doesn't have", r"Distribution `(?P<subject>[^`@]+?)(?: @ [^`]*)?` can't be installed because it doesn't have (?:a source distribution or|a) "),
    phrase("no-matching-distribution", _DEPS, "was not found in the package registry", r"^(?:error: |  ?× ?)?Package `(?P<subject>[^`]+)` was not found in the"),
    phrase("hash-mismatch", _DEPS, "ash mismatch for", r"Hash mismatch for `(?P<subject>[^`]+)`", also=r"^\s+(?:Expected|Computed):?|sha256:"),
    phrase("hash-missing", _DEPS, "require-hashes` mode", r"In `--require-hashes` mode"),
    phrase("pyproject-invalid", _PACKAGING, ("Failed to parse: `", "TOML parse error at line"), r"error: Failed to parse: `(?P<subject>[^`]+)`|TOML parse error at line (?P<row>\d+)", also=r"TOML parse error|^\s*(?:Caused by: )?(?:invalid|expected|unknown field|missing field|duplicate key|key with no value)|^\d+ \|"),
    phrase("requirement-invalid", _DEPS, "Couldn't parse requirement", r"Couldn't parse requirement in `?(?P<subject>[^` ]+)`?", also=r"^\s*(?:Caused by: .+|\^+)"),
    phrase("cannot-uninstall", _DEPS, "Unable to uninstall `", r"Unable to uninstall `(?P<subject>[^`]+)`"),
)  # fmt: skip

_GUTTER = Pattern(r"^[^\w(`\[~:=]*")
_REASONS = (
    ("version-needs-other-python", r"does not satisfy Python|[Tt]he requested Python version|requires-python"),
    ("no-matching-distribution", r"not found in the (?:package registry|provided package locations|cache)|[Tt]here (?:are|is) no versions? of|has no wheels with|no usable wheels|no version of \S+ is available|could not be (?:found|parsed)|is not available|has no publish time|only the following versions of"),
)  # fmt: skip
_NAME = Pattern(
    r"[Bb]ecause (?:there (?:are|is) no versions? of |only (?:the following versions of )?)?(?P<subject>[A-Za-z][\w.-]*(?:\[[^\]]*\])?(?:[<>=!~]=?[\w.*,<>=!]+)?)"
)
_PAIR = Pattern(
    r"(?:you require|your project (?:depends|requires?)(?: on)?|the requested .{0,40}? require) (?P<first>[\w.-]+(?:\[[^\]]*\])?\S*?) and (?:you require |your project depends on |\S+ depends on )?(?P<second>[\w.-]+(?:\[[^\]]*\])?\S*?),? we"
)
_DEPENDS = Pattern(r"(?<!\S)(?P<first>[A-Za-z]\S*) depends on (?P<second>[A-Za-z]\S*)")
_NEEDS_PYTHON = Pattern(r"(?<!\S)(?P<subject>[A-Za-z]\S*) depends on Python")
_FETCH = Pattern(
    r"(?:[Ff]ailed to fetch|Failed to download|Request failed after|error sending request for url)[^`(]*[`(]?(?P<subject>[^`)]*)"
)
_MISSED = Pattern(r"\b404 Not Found|status client error \(40[0349]")
_REFUSED = Pattern(r"status client error \(40[13]|\b40[13] (?:Unauthorized|Forbidden)")
_BUILT = Pattern(r"[Ff]ailed to (?:build|download and build|prepare) `(?P<subject>[^`]+)`")
_RAISED = Pattern(r"^\s*(?:[A-Za-z_][\w.]*\.)?[A-Z]\w*(?:Error|Exception|Missing|Unavailable)(?:: .+|$)")
_LOCATED = Pattern(r":\d+(?::\d+)?: (?:fatal )?error: |: fatal error |error\[E\d+\]|CMake Error")
_SAID = Pattern(r"(?:^|\s)(?:error|Error|ERROR): \S")
_REPEATS = Pattern(r"error: command .* failed|CalledProcessError|SystemExit")
_MODULE = Pattern(r"No module named '?(?P<module>[\w.]+)")


def _read(window: Window) -> Iterable[Signal]:
    text = bare(window.line.text)
    if "No solution found when resolving" in text:
        yield _unsolved(window)
    elif built := _BUILT.search(text):
        yield _unbuilt(window, built["subject"])
    elif "ailed to fetch" in text or "ailed to download" in text or "error sending request" in text:
        yield from _unfetched(window, text)
    else:
        yield from heard("uv", _PHRASES, window)


def _unsolved(window: Window) -> Refusal:
    """The explanation, joined, says why; the line on which its last sentence begins says it best."""
    lines = list(_explanation(window))
    joined = " ".join(_GUTTER.compiled.sub("", bare(line.text)[:LOOKED_AT], count=1) for line in lines)
    story = joined.partition("hint: ")[0]
    kind = next(
        (kind for kind, words in _REASONS if Pattern(words).search(story)), "pinned-versions-conflict"
    )
    if kind != "pinned-versions-conflict" and story.count("depends on") > 2 and "not found in" not in story:
        kind = "pinned-versions-conflict"
    pairs = list(_PAIR.compiled.finditer(story)) or list(_DEPENDS.compiled.finditer(story))
    name = (_NEEDS_PYTHON if kind == "version-needs-other-python" else _NAME).search(story)
    starts = [line for line in lines if "ecause" in line.text]
    last = next((line for line in reversed(starts)), window.line)
    detail = {"first": "one", "second": "another"}
    if pairs:
        detail = {"first": pairs[-1]["first"].rstrip(","), "second": pairs[-1]["second"].rstrip(",")}
    subject = name["subject"] if name and kind != "pinned-versions-conflict" else ""
    rest = [
        line for line in (lines[-1] if lines else window.line, window.line, *starts[:1]) if line is not last
    ]
    return Refusal(
        tool="uv",
        line=last,
        also=tuple(dict.fromkeys(rest)),
        kind=kind,
        text=story[-300:].strip(),
        subject=subject.rstrip(",."),
        category=_DEPS,
        detail=detail,
    )


def _explanation(window: Window) -> Iterator[Line]:
    """What is indented below the head, paragraphs with empty lines between them, up to the hints."""
    for line in window.after(400):
        text = bare(line.text)
        if "hint: " in text or (text.strip() and not text.startswith(" ")):
            return
        if text.strip():
            yield line


def _unbuilt(window: Window, package: str) -> Refusal:
    """The back end's output stands below the error, up to the hint or the end of the indentation."""
    block: list[Line] = []
    for line in window.after(400):
        text = bare(line.text)
        if "hint: " in text or (text and text[0] not in " \t├╰│"):
            break
        block.append(line)
    own = " @ file:" in package
    cause = _cause(block)
    module = _MODULE.search(cause.text) if cause is not None else None
    text = bare(cause.text).strip() if cause is not None else bare(window.line.text).strip()
    name = package.partition(" @")[0].partition("==")[0]
    category = Category.BUILD_COMPILE if own and not module else _DEPS
    return Refusal(
        tool="uv",
        line=cause or window.line,
        also=(window.line,) if cause is not None else (),
        kind="build-requirement-missing" if module else "source-build-failed",
        text=text[:400],
        subject=module["module"].partition(".")[0] if module else name,
        category=category,
        detail={"package": name, "own": "yes" if own else ""},
    )


def _cause(block: list[Line]) -> Line | None:
    located = next((line for line in block if _LOCATED.search(line.text)), None)
    if located is not None:
        return located
    for pattern in (_RAISED, _SAID):
        fits = [line for line in block if pattern.search(bare(line.text)) and not _REPEATS.search(line.text)]
        if fits:
            return fits[-1]
    return next((line for line in reversed(block) if line.text.strip()), None)


def _unfetched(window: Window, text: str) -> Iterator[Refusal]:
    match = _FETCH.search(text)
    causes = [
        line
        for line in window.after(8)
        if "Caused by: " in line.text or "╰─▶" in line.text or "├─▶" in line.text
    ]
    said = " ".join([text, *(line.text for line in causes)])
    if match is None or "http" not in said:
        return
    kind, category = "download-failed", Category.FLAKY_NETWORK
    if _REFUSED.search(said):
        kind, category = "index-refused", Category.PERMISSION_SECRET
    elif _MISSED.search(said):
        kind, category = "download-missing", _DEPS
    yield Refusal(
        tool="uv",
        line=window.line,
        also=tuple(causes[-2:]),
        kind=kind,
        text=said[:400].strip(),
        subject=match["subject"].partition("//")[2].partition("/")[0],
        category=category,
    )


TOOL = Tool(
    name="uv",
    anchors=anchors(
        _PHRASES,
        "No solution found when resolving",
        "ailed to build `",
        "ailed to download and build `",
        "ailed to prepare `",
        "Failed to fetch: `",
        "Failed to download `",
        "error sending request for url",
    ),
    read=_read,
)
