"""Coverage thresholds of other tools than coverage.py: diff-cover, jest, vitest, nyc and c8, cargo tarpaulin.

Formats as `diff_cover/diff_cover_tool.py`, jest's `CoverageReporter.ts`, vitest's `coverage.ts`, nyc's `index.js`
and tarpaulin's `lib.rs` write them.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, first
from regreen.logs.window import Window
from regreen.model.finding import Category

_KIND = Category.COVERAGE_THRESHOLD
_TOOLS = (
    (
        "diff-cover",
        Closing(Pattern(r"^Failure\. (?P<subject>Coverage|Quality) is below \d+(?:\.\d+)?%"), _KIND),
    ),
    (
        "jest",
        Closing(
            Pattern(
                r"^Jest: (?:\"(?P<subject>[^\"]+)\" coverage threshold for \w+ \(-?[\d.]+%?\) not met|Coverage for .+ (?:was|is) )"
            ),
            _KIND,
        ),
    ),
    (
        "vitest",
        Closing(
            Pattern(r"^ERROR: Coverage for (?P<subject>\w+) \([\d.]+%\) does not meet .*threshold"), _KIND
        ),
    ),
    ("tarpaulin", Closing(Pattern(r"^(?:Error: )?\"?Coverage is below the failure threshold"), _KIND)),
)


def _read(window: Window) -> Iterable[Signal]:
    for tool, closing in _TOOLS:
        found = first(tool, window.line, (closing,))
        if found is not None:
            return (found,)
    return ()


TOOL = Tool(
    name="coverage_gates",
    anchors=(" is below ", "coverage threshold for", "does not meet ", "below the failure threshold"),
    read=_read,
)
