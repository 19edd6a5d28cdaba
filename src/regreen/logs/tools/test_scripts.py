"""Test runners of a project's own: scripts that print a cross or `FAILED` beside the name of a test or test file.

There is no format to follow; a line counts only when a mark of failure stands beside a name with `test` in it, or
when it counts tests that failed. What a known runner printed is no concern of this parser.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal, Verdict
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category

_NAME = r"(?P<test>(?:[\w./\\-]*/)?(?:test[\w-]*|\w+_tests?|tests?)(?:\.(?:py|sh|js|ts|mjs))?(?:::\w+)*)"
_MARKED = Pattern(
    r"^\s*(?:\[[\d:. -]+\] )?(?:❌|✗|✘|✖|×|•|\[FAIL(?:ED)?\]|\[ERROR\]|FAIL(?:ED)?:|ERROR:)\s+(?:FAIL(?:ED)?:?\s+)?(?:Test:? )?"
    + _NAME
    + r"(?=$|[\s:(,])"
)
_LATE = Pattern(
    r"^\s*(?:[-*•] )?" + _NAME + r"(?:\(\))?\s*(?:\.{2,}|:|-|–|→)?\s*(?:❌|✗|✘|\[?FAIL(?:ED|URE)?\]?)\W*$"
)
_COUNTED = Pattern(
    r"^\W*(?:(?P<failed>[1-9]\d*) (?:of|/|out of) (?P<all>\d+) (?:tests?|test files|checks) (?:have )?failed"
    r"|(?P<failed2>[1-9]\d*) tests? (?:have )?failed\b|[Tt]ests? [Ff]ailed: (?P<failed3>[1-9]\d*)"
    r"|(?:Results?|Summary|Total|Tests?): \d+/(?P<all2>\d+) (?:tests? )?passed, (?P<failed4>[1-9]\d*) failed"
    r"|(?:Results?|Summary|Total|Tests?): \d+ passed, (?P<failed5>[1-9]\d*) failed"
    r"|(?:Failed|Failing) tests?:)"
)


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    if len(line.text) > 300:
        return
    if counted := _COUNTED.match(line.text):
        failed = next(
            (value for name, value in counted.groupdict().items() if value and "failed" in name), "1"
        )
        yield Verdict(
            tool="test script",
            line=line,
            category=Category.TEST_ASSERTION,
            text=line.text.strip(),
            count=int(failed),
        )
    elif marked := _MARKED.match(line.text) or _LATE.match(line.text):
        yield Verdict(
            tool="test script",
            line=line,
            category=Category.TEST_ASSERTION,
            text=line.text.strip(),
            subject=marked["test"],
        )


TOOL = Tool(
    name="test_scripts",
    anchors=("❌", "✗", "✘", "✖", "FAIL", "ests Failed", "ailed test", "ailing test", " failed"),
    read=_read,
)
