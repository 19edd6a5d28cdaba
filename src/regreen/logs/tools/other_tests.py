"""Test runners that are met less often: behave, cucumber, radish, Robot Framework, PHPUnit.

behave: `Failing scenarios:` and a list of places, `2 scenarios passed, 1 failed, 0 skipped`. Robot: `Name | FAIL |` with the
message below, `5 tests, 4 passed, 1 failed`. PHPUnit: `1) Class::test` with the message below, `Tests: 5, ... Failures: 1.`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal, TestFailure, TestTotals
from regreen.logs.tool import Tool
from regreen.logs.window import Window

_SCENARIO = Pattern(r"^\s+(?P<path>\S+\.feature):(?P<row>\d+)\s+(?P<test>.+)$")
_BEHAVE = Pattern(
    r"^(?P<passed>\d+) scenarios? passed, (?P<failed>\d+) failed(?:, (?P<errors>\d+) error)?, (?P<skipped>\d+) skipped"
)
_COUNT = Pattern(r"(\d+) (\w+)")
_CUCUMBER = Pattern(r"^(?P<all>\d+) scenarios? \((?P<counts>[\w, ]+)\)")
_ROBOT = Pattern(r"^(?P<test>\S.*?)\s+\| FAIL \|$")
_ROBOT_TOTAL = Pattern(r"^(?P<all>\d+) (?:critical )?tests?, (?P<passed>\d+) passed, (?P<failed>\d+) failed")
_PHP_HEAD = Pattern(r"^There (?:was|were) \d+ (?:failure|error)s?:$")
_PHP_TEST = Pattern(r"^\d+\) (?P<test>[\w\\]+::\w.*)$")
_PHP_TOTAL = Pattern(
    r"^Tests: (?P<all>\d+), Assertions: \d+(?:, Errors: (?P<errors>\d+))?(?:, Failures: (?P<failed>\d+))?"
)


def _read(window: Window) -> Iterable[Signal]:
    text = window.line.text
    if text.strip() in ("Failing scenarios:", "Errored scenarios:"):
        yield from _scenarios(window)
    elif behave := _BEHAVE.match(text):
        failed, errors = int(behave["failed"]), int(behave["errors"] or 0)
        yield _totals("behave", window, failed, errors, int(behave["passed"]))
    elif cucumber := _CUCUMBER.match(text):
        counts = {word: int(number) for number, word in _COUNT.compiled.findall(cucumber["counts"])}
        yield _totals(
            "cucumber", window, counts.get("failed", 0), counts.get("undefined", 0), counts.get("passed", 0)
        )
    elif robot := _ROBOT.match(text):
        yield from _robot(window, robot["test"])
    elif total := _ROBOT_TOTAL.match(text):
        yield _totals("robot", window, int(total["failed"]), 0, int(total["passed"]))
    elif _PHP_HEAD.match(text):
        yield from _php(window)
    elif php := _PHP_TOTAL.match(text):
        failed, errors = int(php["failed"] or 0), int(php["errors"] or 0)
        yield _totals("phpunit", window, failed, errors, int(php["all"]) - failed - errors)


def _totals(tool: str, window: Window, failed: int, errors: int, passed: int) -> TestTotals:
    return TestTotals(tool=tool, line=window.line, failed=failed, errors=errors, passed=passed)


def _scenarios(window: Window) -> Iterator[TestFailure]:
    for line in window.after(500):
        scenario = _SCENARIO.match(line.text)
        if not scenario:
            return
        yield TestFailure(
            tool="behave",
            line=line,
            test=scenario["test"],
            path=scenario["path"],
            row=int(scenario["row"]),
        )


def _robot(window: Window, test: str) -> Iterator[TestFailure]:
    """A suite ends with the same mark, and with a count below it."""
    below = next(iter(window.after(1)), None)
    if below is None or _ROBOT_TOTAL.match(below.text) or below.text.startswith(("---", "===")):
        return
    yield TestFailure(tool="robot", line=below, also=(window.line,), test=test, message=below.text.strip())


def _php(window: Window) -> Iterator[TestFailure]:
    test = None
    for line in window.after(400):
        named = _PHP_TEST.match(line.text)
        if named:
            test = (line, named["test"])
        elif test is not None and line.text.strip():
            yield TestFailure(
                tool="phpunit", line=line, also=(test[0],), test=test[1], message=line.text.strip()
            )
            test = None
        elif line.text.startswith(("FAILURES!", "ERRORS!", "##[")):
            return


TOOL = Tool(
    name="other_tests",
    anchors=(
        "ing scenarios:",
        "ored scenarios:",
        "scenarios passed, ",
        "scenario passed, ",
        " scenarios (",
        " scenario (",
        "| FAIL |",
        " passed, ",
        "There was ",
        "There were ",
        ", Assertions: ",
    ),
    read=_read,
)
