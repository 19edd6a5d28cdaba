"""pytest: failure sections, summary lines, progress lines and the closing line.

Formats as `_pytest/terminal.py` and `_pytest/_code/code.py` write them: `E   ` marks the lines of the exception,
`path:row: Error` ends each traceback (long and short style), `FAILED nodeid - text` stands in the summary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Refusal, Signal, TestFailure, TestTotals
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category
from regreen.model.run import Line

MAX_SECTION = 40_000  # lines of a failure section that are read

_SECTION = Pattern(r"^=+ (FAILURES|ERRORS) =+$")
_RULER = Pattern(r"^=+ .* =+$|^=+$")
_HEADER = Pattern(r"^_{3,} (?P<title>.+?) _{3,}$")
_LOCATION = Pattern(r"^(?P<path>(?:[A-Za-z]:)?[^\s:][^:\n]*\.pyx?):(?P<row>\d+): (?P<error>[A-Za-z_][\w.]*)?")
_SUMMARY = Pattern(r"^(?P<word>FAILED|ERROR|SUBFAIL(?:ED)?(?:\([^)]*\)|\[[^\]]*\])?) (?P<rest>\S.*)$")
_PROGRESS = Pattern(
    r"^(?:\[gw\d+\] (?:\[ *\d+%\] )?)?(?P<word>FAILED|ERROR)? ?(?P<test>\S+::.+?)(?P<late> FAILED| ERROR)?(?: +\[ *\d+%\])?$"
)
_ERROR = Pattern(
    r"^(?P<module>(?:[A-Za-z_]\w*\.)*)(?P<error>[A-Za-z_]\w*(?:Error|Exception|Warning|Exit|Interrupt|Failed|Timeout|Fault|Refused|Skipped|Fail|NotFound|DoesNotExist|Mismatch|Stop\w*|[A-Z]\w+))(?::\s*(?P<message>.*))?$"
)
_COUNT = Pattern(r"(\d+) (failed|errors?|passed|skipped|deselected|xfailed|xpassed|warnings?|rerun)\b")
_CLOSING = Pattern(
    r"^(?:=+ )?(?:\d+ (?:failed|errors?|passed|skipped|deselected|xfailed|xpassed|warnings?|rerun|subtests passed),? ?)+ ?in \d[\d.:]*s?\b"
)
_NO_TESTS = Pattern(r"^(?:=+ )?no tests (?:ran|collected)\b")
_USAGE = Pattern(
    r"^(?:(?:__main__|pytest)\.py|pytest|py\.test): error: (?P<text>.+)$|^ERROR: (?P<other>(?:usage:|file or directory not found|not found:|unrecognized arguments|Unknown pytest|.*: unrecognized arguments|.* is not a valid).*)$"
)
_MISSING = Pattern(r"(?:file or directory not found|not found): (?P<path>.+)$")


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    text = line.text
    if _SECTION.match(text):
        yield from _failures(window, errors="ERRORS" in text)
    elif "INTERNALERROR>" in text:
        return
    elif _CLOSING.match(text) or _NO_TESTS.match(text):
        yield _totals(line)
    elif usage := _USAGE.match(text):
        yield _refused(line, usage["text"] or usage["other"])
    elif summary := _SUMMARY.match(text):
        yield from _summary(line, summary["word"], summary["rest"], window)
    elif (progress := _PROGRESS.match(text)) and (progress["word"] or progress["late"]):
        errored = "ERROR" in (progress["word"] or progress["late"])
        yield TestFailure(tool="pytest", line=line, test=progress["test"].strip(), errored=errored)


def _totals(line: Line) -> TestTotals:
    counts = {word.rstrip("s"): int(number) for number, word in _COUNT.compiled.findall(line.text)}
    return TestTotals(
        tool="pytest",
        line=line,
        failed=counts.get("failed", 0),
        errors=counts.get("error", 0),
        passed=counts.get("passed", 0) + counts.get("xfailed", 0) + counts.get("xpassed", 0),
        skipped=counts.get("skipped", 0),
    )


def _refused(line: Line, text: str) -> Refusal:
    missing = _MISSING.search(text)
    if missing:
        return Refusal(
            tool="pytest",
            line=line,
            kind="no-such-path",
            text=text,
            subject=missing["path"].strip(),
            category=Category.MISSING_FILE,
        )
    option = Pattern(r"unrecognized arguments: (?P<option>\S+)").search(text)
    kind = "unknown-option" if option else "usage"
    subject = option["option"] if option else ""
    category = Category.MISSING_TOOL if option else Category.OTHER
    return Refusal(tool="pytest", line=line, kind=kind, text=text, subject=subject, category=category)


def _summary(line: Line, word: str, rest: str, window: Window) -> Iterator[TestFailure]:
    test, _, message = rest.partition(" - ")
    if "::" not in test and not test.endswith((".py", ".txt", ".md", ".rst", ".ipynb")) and "/" not in test:
        return
    if " " in test and "[" not in test:
        test, _, message = rest.partition(" ")
    module, error, text = _exception(message)
    yield TestFailure(
        tool="pytest",
        line=line,
        test=test,
        error=error,
        module=module,
        message=text,
        errored=word.startswith("ERROR"),
    )


def _exception(text: str) -> tuple[str, str, str]:
    """Module, name and message of an exception as it is printed in one line."""
    found = _ERROR.match(text)
    if found:
        return found["module"].rstrip("."), found["error"], found["message"] or ""
    if text.startswith("assert "):
        return "", "AssertionError", text
    return "", "", text


def _failures(window: Window, *, errors: bool) -> Iterator[TestFailure]:
    """One failure for each header of the section; its lines run up to the next header."""
    title, block = "", list[Line]()
    for line in window.after(MAX_SECTION):
        text = line.text
        header = _HEADER.match(text)
        ends = text.startswith("====") and _RULER.match(text) is not None
        if header or ends:
            yield from _failure(title, block, errors)
            title, block = (header["title"], []) if header else ("", [])
            if ends and "xdist" not in text:
                return
        elif title:
            block.append(line)
    yield from _failure(title, block, errors)


def _failure(title: str, block: list[Line], errors: bool) -> Iterator[TestFailure]:
    if not title:
        return
    marked = [line for line in _report(block) if line.text.startswith("E  ")]
    place = next((m for line in reversed(block) if (m := _LOCATION.match(line.text))), None)
    place_line = next((line for line in reversed(block) if _LOCATION.match(line.text)), None)
    decisive = _decisive(marked)
    if decisive is None:
        decisive = next((line for line in reversed(block) if _ERROR.match(line.text)), None) or place_line
    if decisive is None:
        return
    module, error, message = _exception(decisive.text.removeprefix("E").strip())
    yield TestFailure(
        tool="pytest",
        line=decisive,
        also=tuple(line for line in (place_line,) if line is not None and line is not decisive),
        test=_test_of(title),
        error=error or (place["error"] or "" if place else "").rpartition(".")[2],
        module=module,
        message=message,
        path=place["path"] if place else "",
        row=int(place["row"]) if place else 0,
        errored=errors,
    )


def _report(block: list[Line]) -> list[Line]:
    """The traceback of a failure, without the output that was captured while the test ran."""
    for i, line in enumerate(block):
        if line.text.startswith("-----") and "Captured" in line.text:
            return block[:i]
    return block


def _decisive(marked: list[Line]) -> Line | None:
    """The line that names the exception: in a chain the last one, in an assertion's explanation the first."""
    named = [line for line in marked if _ERROR.match(line.text[1:].strip()) and line.text[1:5] == "   "]
    named = [line for line in named if len(line.text) - len(line.text[1:].lstrip()) <= 8]
    if named:
        return named[-1]
    return marked[0] if marked else None


def _test_of(title: str) -> str:
    for prefix in ("ERROR at setup of ", "ERROR at teardown of ", "ERROR collecting ", "ERROR at "):
        title = title.removeprefix(prefix)
    return title.removeprefix("[doctest] ").strip()


def _merge(found: list[Signal]) -> list[Signal]:
    """One failure for each test: the section's line, the summary's node id, and both lines as evidence."""
    merged: dict[object, Signal] = {}
    for signal in found:
        if not isinstance(signal, TestFailure):
            merged[signal] = signal
            continue
        key = (signal.line.job, signal.line.step, _short(signal.test))
        known = merged.get(key)
        merged[key] = _joined(known, signal) if isinstance(known, TestFailure) else signal
    return list(merged.values())


def _short(test: str) -> str:
    """What the section's title and the summary's node id have in common."""
    path, _, name = test.partition("::")
    return name.replace("::", ".") if name else path


def _joined(one: TestFailure, other: TestFailure) -> TestFailure:
    full = max(one, other, key=lambda failure: (bool(failure.error), bool(failure.row), -failure.line.number))
    rest = other if full is one else one
    lines = dict.fromkeys((*full.also, *rest.lines))
    lines.pop(full.line, None)
    test = one.test if "::" in one.test else other.test
    return replace(
        full,
        also=tuple(lines),
        test=test,
        error=full.error or rest.error,
        message=full.message or rest.message,
        errored=one.errored or other.errored,
    )


TOOL = Tool(
    name="pytest",
    anchors=(
        "= FAILURES =",
        "= ERRORS =",
        "FAILED",
        "ERROR ",
        "SUBFAIL",
        " passed",
        " failed",
        " error",
        " skipped",
        " deselected",
        "no tests ",
        ": error: ",
        "ERROR: ",
    ),
    read=_read,
    merge=_merge,
)
