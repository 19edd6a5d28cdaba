"""What CPython's faulthandler and `Py_FatalError` write before the process ends (`Python/traceback.c`)."""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category

_FATAL = Pattern(r"^(?:.{0,40}\s)?Fatal Python error: (?P<what>\S.*)$")
_TIMEOUT = Pattern(r"^Timeout \((?P<limit>\d+:\d\d:\d\d(?:\.\d+)?)\)!$")
_FRAME = Pattern(r'^\s+File "(?P<path>[^"\n]+)", line (?P<row>\d+) in (?P<function>\S+)')


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    fatal, late = _FATAL.match(line.text), _TIMEOUT.match(line.text)
    if not fatal and not late:
        return
    frames = [other for other in window.after(60) if _FRAME.match(other.text)]
    tests = [found["function"] for frame in frames if (found := _FRAME.match(frame.text))]
    test = next((name for name in tests if name.startswith("test")), "")
    yield Refusal(
        tool="faulthandler",
        line=line,
        also=tuple(frames[:2]),
        kind="fatal" if fatal else "faulthandler-timeout",
        text=line.text,
        subject=fatal["what"] if fatal else test,
        category=Category.OTHER if fatal else Category.TEST_TIMEOUT,
        detail={"test": test},
    )


TOOL = Tool(name="faulthandler", anchors=("Fatal Python error: ", "Timeout ("), read=_read)
