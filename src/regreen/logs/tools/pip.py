"""pip: what its resolver, its builds and its downloads refuse, of the versions since about 9.

Formats as `pip/_internal/exceptions.py`, `resolution/resolvelib/factory.py`, `commands/check.py` and
`cli/base_command.py` write them; the older resolver says the same without `ERROR: `.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from regreen.logs.pattern import Pattern
from regreen.logs.phrases import anchors, bare, heard, phrase
from regreen.logs.signal import Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category
from regreen.model.run import Line

_DEPS = Category.DEPENDENCY_RESOLUTION
_NO_MATCH = Pattern(r"No matching distribution found for (?P<subject>.+?)(?: \(from .*)?$")
_NO_VERSION = Pattern(
    r"Could not find a version that satisfies the requirement (?P<subject>.+?) \((?:from .*)?from versions: ?(?P<versions>.*?)\)$"
)
_IGNORED = "Ignored the following versions that require a different python"
_KINDS = {"network": "download-failed", "denied": "index-refused", "python": "version-needs-other-python"}
_UNNAMED = {"first": "one", "second": "another"}
_WINDOWS_OR_MAC = Pattern(
    r"^(?:pywin|pypiwin|win32|windows-|winshell|wmi\b|pyobjc|appnope|comtypes|pyreadline\b)"
)
_PINNED = Pattern(r"^(?P<name>[\w.-]+)(?:\[[^\]]*\])?===?(?P<version>[\w.!+*-]+)")
_USER = Pattern(r"^\s*The user requested (?:\(constraint\) )?(?P<requirement>(?P<name>[\w.-]+).*)$")
_DEPENDS = Pattern(r"^\s*(?P<parent>\S.*?) depends on (?P<requirement>(?P<name>[\w.-]+).*)$")
_BROKEN = Pattern(
    r"^(?P<parent>\S+ \S+) (?:has requirement|requires) (?P<requirement>(?P<subject>[\w.-]+).*?), (?:but you have .+|which is not installed)\.$"
)
_OWN = Pattern(r"Obtaining file:|Processing (?:\./|/|[A-Z]:)|\binstall (?:-\S+ )*['\"]?\.(?:[\['\" ]|$)")
_DENIED = Pattern(r"\b40[13] (?:Error, Credentials not correct|Client Error)")
_DEAD = Pattern(r"Retrying \(Retry\(total=|Could not fetch URL|Failed to establish a new connection")

_PHRASES = (
    phrase("resolution-too-deep", _DEPS, "resolution-too-deep", r"error: resolution-too-deep", also=r"exceeded maximum depth"),
    phrase(
        "hash-mismatch",
        _DEPS,
        "DO NOT MATCH THE HASHES",
        r"THESE PACKAGES DO NOT MATCH THE HASHES",
        also=r"^\s+(?:Expected|Got) +\w+|^\s{4}\S+(?:==| from )\S+",
    ),
    phrase("hash-missing", _DEPS, "require-hashes mode", r"In --require-hashes mode, (?P<text>.+)|Hashes are required in --require-hashes mode"),
    phrase(
        "requirements-file-missing",
        Category.MISSING_FILE,
        "Could not open requirements file",
        r"Could not open requirements file: \[Errno 2\] No such file or directory: '(?P<subject>[^']+)'",
    ),
    phrase(
        "requirements-file-missing",
        Category.MISSING_FILE,
        "It looks like a path. ",
        r"It looks like a path\. File '(?P<subject>[^']+)' does not exist",
    ),
    phrase(
        "requirement-invalid",
        _DEPS,
        "Invalid requirement",
        r"Invalid requirement: '?(?P<subject>[^'(]+)'?",
        also=r"^\s*(?:Hint: .*|\^)|Expected ",
        unless=("is not a valid editable",),
    ),
    phrase("requirement-invalid", _DEPS, "has invalid metadata", r"ERROR: Requested (?P<subject>\S+) from .* has invalid metadata"),
    phrase("environment-externally-managed", Category.WORKFLOW_CONFIG, "externally-managed-environment", r"error: externally-managed-environment", also=r"This environment is externally managed"),
    phrase("not-a-python-project", Category.PACKAGING_CONFIG, "does not appear to be a Python project: neither", r"(?P<subject>\S+) does not appear to be a Python project: neither"),
    phrase("not-a-python-project", Category.PACKAGING_CONFIG, "is not installable. ", r"Directory '(?P<subject>[^']+)' is not installable\. (?:Neither|File) "),
    phrase("not-a-python-project", Category.PACKAGING_CONFIG, "cannot be installed in editable mode", r"not found\. Directory cannot be installed in editable mode: (?P<subject>\S+)"),
    phrase("not-a-python-project", Category.PACKAGING_CONFIG, "is not a valid editable requirement", r"(?P<subject>\S+) is not a valid editable requirement"),
    phrase("no-matching-distribution", _DEPS, "Could not find a version that matches", r"Could not find a version that matches (?P<subject>.+?)(?: \(from .*)?$"),
    phrase("wheel-not-supported", _DEPS, "is not a supported wheel on this platform", r"(?P<subject>\S+) is not a supported wheel on this platform"),
    phrase("cannot-uninstall", _DEPS, "Cannot uninstall", r"Cannot uninstall '?(?P<subject>[\w.-]+)'?(?:[ .,]|$)(?!.*\bnot installed\b)"),
    phrase("pinned-versions-conflict", _DEPS, "Double requirement given", r"Double requirement given: (?P<second>.+?) \(already in (?P<first>.+?), name='?(?P<subject>[\w.-]+)'?\)"),
    phrase("command-removed", Category.MISSING_TOOL, 'ERROR: unknown command "', r'^ERROR: unknown command "(?P<subject>[^"]+)"'),
    phrase("option-removed", Category.MISSING_TOOL, "no such option: -", r"^no such option: (?P<subject>-\S+)"),
)  # fmt: skip


def _read(window: Window) -> Iterable[Signal]:
    text = window.line.text
    if "No matching distribution found for" in text:
        yield from _no_match(window)
    elif "Could not find a version that satisfies" in text:
        yield from _no_version(window)
    elif "The conflict is caused by:" in text:
        yield _conflict(window)
    elif "a different Python" in text or "but the running Python is" in text:
        yield from _other_python(window)
    elif ", but you have " in text or "which is not installed." in text:
        yield from _broken(window)
    else:
        yield from heard("pip", _PHRASES, window)


def _no_version(window: Window) -> Iterator[Refusal]:
    """Alone only where the line that follows it was lost."""
    if not any("No matching distribution found" in line.text for line in window.after(3)):
        match = _NO_VERSION.search(bare(window.line.text))
        if match:
            yield _unmatched(window, window.line, (), match["subject"])


def _no_match(window: Window) -> Iterator[Refusal]:
    match = _NO_MATCH.search(bare(window.line.text))
    if match is None:
        return
    earlier = next((line for line in window.before(4) if _NO_VERSION.search(bare(line.text))), None)
    lines = (earlier, window.line) if earlier is not None else (window.line,)
    yield _unmatched(window, lines[0], lines[1:], match["subject"])


def _unmatched(window: Window, line: Line, also: tuple[Line, ...], requirement: str) -> Refusal:
    """Why nothing matches: another Python, another platform, an index that was not reached, or no such version."""
    found = _NO_VERSION.search(bare(line.text))
    versions = found["versions"] if found else ""
    earlier = list(window.before(12))
    ignored = next((other for other in earlier if _IGNORED in other.text), None)
    denied = next((other for other in earlier if _DENIED.search(other.text)), None)
    dead = next((other for other in earlier if _DEAD.search(other.text)), None)
    name = requirement.lower()
    reason, category = ("version", _DEPS)
    if versions in ("", "none") and denied is not None:
        reason, category, also = "denied", Category.PERMISSION_SECRET, (*also, denied)
    elif versions in ("", "none") and dead is not None:
        reason, category, also = "network", Category.FLAKY_NETWORK, (*also, dead)
    elif ignored is not None and _needs_other_python(requirement, versions, ignored.text):
        reason = "python"
    elif _WINDOWS_OR_MAC.match(name):
        reason = "platform"
    elif versions == "none":
        reason = "nothing"
    kind = _KINDS.get(reason, "no-matching-distribution")
    text = bare(line.text).strip()[:400]
    return Refusal(
        tool="pip",
        line=line,
        also=also,
        kind=kind,
        text=text,
        subject=requirement,
        category=category,
        detail={"reason": reason},
    )


def _needs_other_python(requirement: str, versions: str, ignored: str) -> bool:
    """Whether the version asked for is among those that were left out because of the Python version."""
    pinned = _PINNED.match(requirement.replace(" ", ""))
    if pinned is None:
        return versions in ("", "none")
    return (
        Pattern(r"(?:: |; ?)" + _escaped(pinned["version"]) + r" Requires-Python").search(ignored) is not None
    )


def _escaped(version: str) -> str:
    return "".join(char if char.isalnum() else f"\\{char}" for char in version)


def _conflict(window: Window) -> Refusal:
    """The block: who asks for what. The pair is what the user asked for and the first that depends on another."""
    block = list(_block(window))
    asked = [(line, m) for line in block if (m := _USER.match(bare(line.text)))]
    depends = [(line, m) for line in block if (m := _DEPENDS.match(bare(line.text)))]
    head = next((line for line in window.before(4) if "conflicting dependencies" in line.text), None)
    rows = [*asked, *depends]
    pair = _pair(rows)
    detail = (
        {"first": pair[0][1][0].strip(), "second": pair[1][1][0].strip()}
        if len(pair) == 2
        else dict(_UNNAMED)
    )
    lines = [line for line, _ in pair]
    first, *others = [*lines, *([head] if head else []), window.line]
    closing = [line for line in window.after(60) if "ResolutionImpossible" in line.text][:1]
    return Refusal(
        tool="pip",
        line=first,
        also=(*others, *closing),
        kind="pinned-versions-conflict",
        text=bare((head or window.line).text)[:400],
        subject=pair[0][1]["name"].lower() if pair else "",
        category=_DEPS,
        detail=detail,
    )


def _block(window: Window) -> Iterator[Line]:
    for line in window.after(200):
        text = bare(line.text)
        if not text.startswith("   "):
            if text.strip():
                return
            continue
        yield line


def _pair(rows: list[tuple[Line, re.Match[str]]]) -> list[tuple[Line, re.Match[str]]]:
    """Two lines that ask for the same distribution in different ways."""
    for i, one in enumerate(rows):
        for other in rows[i + 1 :]:
            same = one[1]["name"].lower() == other[1]["name"].lower()
            if same and one[1]["requirement"] != other[1]["requirement"]:
                return [one, other]
    return rows[:2]


def _other_python(window: Window) -> Iterator[Refusal]:
    match = Pattern(
        r"(?:Package '?(?P<a>[\w.-]+?)'? requires a different Python: (?P<has>[\d.\w+]+) not in '?(?P<wants>[^']+)'?"
        r"|(?P<b>[\w.-]+) requires Python '?(?P<wanted>[^']+?)'? but the running Python is (?P<runs>[\d.]+))"
    ).search(bare(window.line.text))
    if match is None:
        return
    own = any(_OWN.search(bare(line.text)) for line in window.before(60))
    yield Refusal(
        tool="pip",
        line=window.line,
        kind="requires-python-mismatch",
        text=bare(window.line.text)[:400],
        subject=match["a"] or match["b"],
        category=Category.PACKAGING_CONFIG if own else _DEPS,
        detail={"python": _minor(match["has"] or match["runs"]), "wanted": match["wants"] or match["wanted"]},
    )


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _broken(window: Window) -> Iterator[Refusal]:
    """`pip check` says it at the end of its work; an install says it as a warning that breaks nothing."""
    match = _BROKEN.match(bare(window.line.text))
    if match is None or "which is incompatible" in window.line.text:
        return
    if any("dependency resolver does not currently" in line.text for line in window.before(30)):
        return
    yield Refusal(
        tool="pip",
        line=window.line,
        kind="installed-packages-inconsistent",
        text=match[0],
        subject=match["subject"],
        category=_DEPS,
        detail={"parent": match["parent"], "requirement": match["requirement"]},
    )


TOOL = Tool(
    name="pip",
    anchors=anchors(
        _PHRASES,
        "No matching distribution found for",
        "Could not find a version that satisfies",
        "The conflict is caused by:",
        "requires a different Python",
        "but the running Python is",
        ", but you have ",
        "which is not installed.",
    ),
    read=_read,
)
