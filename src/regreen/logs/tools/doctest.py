"""doctest as a program, and Sphinx's doctest builder: `Lib/doctest.py` reports each example that failed.

`File "x.py", line 9, in x.f`, `Failed example:`, `Expected:` and `Got:` or `Exception raised:`; at the end
`***Test Failed*** 1 failures.`
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal, TestFailure
from regreen.logs.tool import Tool
from regreen.logs.window import Window

_PLACE = Pattern(r'^\s*File "(?P<path>[^"\n]+)", line (?P<row>\d+)(?:, in (?P<test>\S+))?')
_NEAR = 40  # lines below in which the outcome stands


def _read(window: Window) -> Iterable[Signal]:
    if window.line.text.strip() != "Failed example:":
        return
    above = next(iter(window.before(1)), None)
    place = _PLACE.match(above.text) if above is not None else None
    below = [line for line in window.after(_NEAR) if line.text.strip()]
    words = ("Expected", "Exception raised:", "Differences (")
    at = next((i for i, line in enumerate(below) if line.text.startswith(words)), None)
    if place is None or above is None or at is None:
        return
    said = " ".join(line.text.strip() for line in below[at : at + 4] if not line.text.startswith("*****"))
    yield TestFailure(
        tool="doctest",
        line=below[at],
        also=(above, window.line, *below[at + 1 : at + 3]),
        test=place["test"] or place["path"],
        error="DocTestFailure",
        message=said[:200],
        path=place["path"],
        row=int(place["row"]),
    )


TOOL = Tool(name="doctest", anchors=("Failed example:",), read=_read)
