"""pytest: failure sections, summary lines, progress lines, the closing line, and what stops it before.

Formats as `_pytest/terminal.py` writes them: sections between `= FAILURES =` rulers, `FAILED nodeid - text` in the
summary, `nodeid FAILED [ 50%]` while it runs (with `[gw0]` in front under xdist), counts and a duration at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal, TestFailure, TestTotals
from regreen.logs.tool import Tool
from regreen.logs.tools import _pytest_refused as refused
from regreen.logs.tools._exception import stated
from regreen.logs.tools._pytest_merge import merge
from regreen.logs.tools._pytest_section import SECTION, read_fragment, read_section
from regreen.logs.tools._wrapped import bare
from regreen.logs.window import Window
from regreen.model.run import Line

_SUMMARY = Pattern(
    r"^(?P<word>FAILED|ERROR|SUBFAIL(?:ED)?(?:\([^)]*\)|\[[^\]]*\])*) "
    r"(?P<test>[^\s:]+\.(?:py|pyx|txt|rst|md|ipynb)|[^\s:]+::\S.*?)(?: - (?P<message>.*))?$"
)
_OF_SUBTESTS = Pattern(r" - contains \d+ failed subtests?$")
_PROGRESS = Pattern(
    r"^(?:\[gw\d+\] (?:\[ *\d+%\] )?)?(?:(?P<word>FAILED|ERROR) (?P<test>[^\s:]+::\S.*?)"
    r"|(?P<earlier>[^\s:]+::\S.*?) (?P<late>FAILED|ERROR))(?: +\[ *\d+(?:%|/\d+)\])?$"
)
_COUNT = Pattern(r"(\d+) (failed|errors?|passed|skipped|deselected|xfailed|xpassed|warnings?|rerun)\b")
_CLOSING = Pattern(
    r"^(?:=+ )?(?:\d+ (?:failed|errors?|passed|skipped|deselected|xfailed|xpassed|warnings?|rerun"
    r"|subtests (?:passed|failed)),? ?)+in \d[\d.:]*(?:s\b| seconds)"
)
_NO_TESTS = Pattern(r"^(?:=+ )?no tests (?:ran|collected)\b")


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    text = bare(line.text)
    if refused.INTERNAL in text:
        yield from refused.internal(window)
    elif section := SECTION.match(text):
        yield from read_section(window, errors=section["title"] == "ERRORS")
    elif text.startswith("E   "):
        yield from read_fragment(window)
    elif _CLOSING.match(text) or _NO_TESTS.match(text):
        yield _totals(line)
    elif usage := refused.USAGE.match(text):
        yield refused.usage(line, usage["text"] or usage["other"])
    elif text.startswith(("[gw", "FAILED", "ERROR", "SUBFAIL")) or "::" in text:
        yield from _test_line(line, text)
    else:
        yield from _stopped(window, text)


def _stopped(window: Window, text: str) -> Iterator[Signal]:
    if conftest := refused.CONFTEST.match(text):
        yield from refused.conftest(window, conftest["path"])
    elif refused.TIMEOUT.match(text):
        following = next((line.text for line in window.after(3) if line.text.strip()), "")
        if "Stack of" in following or "Captured" in following:
            yield refused.timeout(window)
    elif exited := refused.EXIT.match(text):
        yield refused.exited(window.line, exited["why"])
    elif lost := refused.WORKER.match(text):
        yield refused.worker(window.line, lost["worker"] or "", text)


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


def _test_line(line: Line, text: str) -> Iterator[Signal]:
    if lost := refused.WORKER.match(text):
        yield refused.worker(line, lost["worker"] or "", text)
    elif _OF_SUBTESTS.search(text):
        return
    elif progress := _PROGRESS.match(text):
        word, test = progress["word"] or progress["late"], progress["test"] or progress["earlier"]
        failure = TestFailure(tool="pytest", line=line, test=test, errored=word == "ERROR")
        if " - " in test and not text.startswith("[gw"):
            test, _, message = test.partition(" - ")
            failure = replace(failure, test=test, message=message)
        yield _explained(failure)
    elif summary := _SUMMARY.match(text):
        failure = TestFailure(
            tool="pytest", line=line, test=summary["test"], message=summary["message"] or ""
        )
        yield _explained(replace(failure, errored=summary["word"] == "ERROR"))


def _explained(failure: TestFailure) -> TestFailure:
    module, error, message = stated(failure.message) if failure.message else ("", "", "")
    return replace(failure, error=error, module=module, message=message)


TOOL = Tool(
    name="pytest",
    anchors=(
        "= FAILURES =",
        "= ERRORS =",
        "E   ",
        "FAILED",
        "ERROR ",
        "ERROR\x1b[",
        "SUBFAIL",
        " passed",
        " failed",
        " error",
        " skipped",
        " deselected",
        "no tests ",
        ": error: ",
        "ERROR: ",
        "INTERNALERROR>",
        "while loading conftest",
        "+ Timeout +",
        "node down: ",
        "maximum crashed workers",
        "! Exit: ",
        "outcomes.Exit: ",
    ),
    read=_read,
    merge=merge,
)
