"""Builds that pip and `build` run: the output of the back end that failed, and the package it was for.

pip quotes it between `[12 lines of output]` and `[end of output]` (since 21.3); before, below `ERROR: Command errored
out` or `Complete output from command`, down to a row of dashes. The cause is within; the closing statements
(`subprocess-exited-with-error`, `Failed building wheel for X`) only repeat that there was one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regreen.logs.pattern import Pattern
from regreen.logs.phrases import bare
from regreen.logs.signal import Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category
from regreen.model.run import Line

_LOOK = 600
_BEGIN = Pattern(
    r"\[\d+ lines? of output\]|Complete output|\[stderr\]|ChefBuildError|PEP517 build of a dependency"
)
_END = Pattern(r"\[end of output\]|^\s*-{20,}")
_LOCATED = Pattern(
    r":\d+(?::\d+)?: (?:fatal )?error: |: fatal error |error\[E\d+\]|CMake Error|\bERROR: (?!Command|Failed)"
)
_RAISED = Pattern(
    r"^\s*(?:[A-Za-z_][\w.]*\.)?[A-Z]\w*(?:Error|Exception|Missing|Failed|Unavailable)(?:: .+|$)"
)
_SAID = Pattern(r"(?:^|\s)(?:error|Error|ERROR): \S")
_ONLY_REPEATS = Pattern(
    r"error: command .* failed|subprocess-exited|CalledProcessError|SystemExit|metadata-generation-failed"
)
_MODULE = Pattern(r"(?:ModuleNotFoundError|ImportError): No module named '?(?P<module>[\w.]+)")
_FOR = Pattern(
    r"Failed building wheel for (?P<a>[\w.-]+)|Could not build wheels for (?P<b>[\w.-]+)|\(from (?P<c>[\w.-]+)\)"
    r"|pyproject\.toml based projects \((?P<d>[\w.-]+)|Failed to build '(?P<e>[^']+)' when|Building wheels? for (?P<f>[\w.-]+)"
    r"|Collecting (?P<g>[\w.-]+)|Running setup\.py \S+ for (?P<h>[\w.-]+)"
)
_POETRY = Pattern(r"not a problem with poetry but with (?P<name>[\w.-]+)")
_OWN = Pattern(r"^\s*(?:Obtaining file:|Processing [./]|Processing [A-Z]:\\)")


def _read(window: Window) -> Iterable[Signal]:
    text = bare(window.line.text)
    if "[end of output]" in text:
        block = _upward(window)
    elif _POETRY.search(text):
        block = [line for line in _upward(window) if "| " in line.text] or _upward(window)
    elif "Command errored out" in text or "Complete output from command" in text:
        block = _downward(window)
    else:
        yield from _closing(window, text)
        return
    cause = _cause(block)
    if cause is not None:
        yield _failed(window, cause)


def _upward(window: Window) -> list[Line]:
    block: list[Line] = []
    for line in window.before(_LOOK):
        if _BEGIN.search(line.text):
            break
        block.append(line)
    return block[::-1]


def _downward(window: Window) -> list[Line]:
    """The output below the head: from `Complete output` to the row of dashes."""
    lines = list(window.after(_LOOK))
    begin = next((i for i, line in enumerate(lines[:20]) if "Complete output" in line.text), -1)
    block = lines[begin + 1 :] if "Command errored out" in window.line.text and begin >= 0 else lines
    end = next((i for i, line in enumerate(block) if _END.search(line.text) and i), len(block))
    return block[:end] if end < len(block) else block[:80]


def _cause(block: list[Line]) -> Line | None:
    """A located error of a compiler, else the last exception, else the last line that says error, else the last."""
    lines = [line for line in block if line.text.strip()]
    located = next((line for line in lines if _LOCATED.search(line.text)), None)
    if located is not None:
        return located
    for pattern in (_RAISED, _SAID):
        fits = [
            line for line in lines if pattern.search(bare(line.text)) and not _ONLY_REPEATS.search(line.text)
        ]
        if fits:
            return fits[-1]
    return lines[-1] if lines else None


def _failed(window: Window, cause: Line) -> Refusal:
    package, own = _package(window)
    text = bare(cause.text).strip()
    module = _MODULE.search(text)
    category = Category.BUILD_COMPILE if own else Category.DEPENDENCY_RESOLUTION
    return Refusal(
        tool="pip",
        line=cause,
        also=(window.line,),
        kind="build-requirement-missing" if module else "source-build-failed",
        text=text[:400],
        subject=module["module"].partition(".")[0] if module else package,
        category=Category.DEPENDENCY_RESOLUTION if module else category,
        detail={"package": package, "own": "yes" if own else ""},
    )


def _package(window: Window) -> tuple[str, bool]:
    """What was being built, and whether it is the project itself."""
    if named := _POETRY.search(window.line.text):
        return named["name"], False
    for line in window.after(40):
        match = _FOR.search(bare(line.text))
        if match and "Collecting" not in match[0]:
            return match[match.lastgroup or 0], _is_own(window, match[match.lastgroup or 0])
    for line in window.before(_LOOK):
        text = bare(line.text)
        if _OWN.match(text):
            return "the project", True
        match = _FOR.search(text)
        if match and match.lastgroup != "c":
            return match[match.lastgroup or 0], _is_own(window, match[match.lastgroup or 0])
    return "a package", False


def _is_own(window: Window, package: str) -> bool:
    """A package that pip collected comes from an index."""
    for line in window.before(_LOOK):
        text = bare(line.text)
        if text.strip().startswith("Collecting ") and package.lower() in text.lower():
            return False
        if _OWN.match(text):
            return True
    return False


def _closing(window: Window, text: str) -> Iterator[Refusal]:
    """`Failed building wheel for X` without quoted output: only where nothing was quoted before it."""
    match = _FOR.search(text)
    if match is None or any("end of output" in line.text for line in window.before(60)):
        return
    package = match[match.lastgroup or 0]
    yield Refusal(
        tool="pip",
        line=window.line,
        kind="source-build-failed",
        text=text.strip()[:400],
        subject=package,
        category=Category.DEPENDENCY_RESOLUTION,
        detail={"package": package, "own": "yes" if _is_own(window, package) else "", "bare": "yes"},
    )


TOOL = Tool(
    name="pip-build",
    anchors=(
        "[end of output]",
        "is likely not a problem with poetry but",
        "Command errored out with exit status",
        "Complete output from command",
        "Failed building wheel for",
        "Could not build wheels for",
        "pyproject.toml based projects (",
    ),
    read=_read,
)
