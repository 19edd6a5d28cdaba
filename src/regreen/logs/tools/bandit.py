"""bandit: `>> Issue: [B101:assert_used] text` above its severity and location (`bandit/formatters/text.py`)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Message, bare, first
from regreen.logs.window import Window
from regreen.model.finding import Category

NAME = "bandit"
_KIND = Category.SECURITY_SCAN
_ISSUE = Message(Pattern(r"^>> Issue: \[(?P<code>B\d{3})[^\]]*\] (?P<text>.+)$"), _KIND)
_LOCATION = Pattern(r"^Location: (?P<path>.+?):(?P<row>\d+)(?::(?P<column>\d+))?$")
_FORMATS = (Closing(Pattern(r"^No issues identified\.$"), _KIND, ok=True),)


def _read(window: Window) -> Iterable[Signal]:
    issue = _ISSUE.read(NAME, window.line, bare(window.line.text))
    if issue is None:
        found = first(NAME, window.line, _FORMATS)
        return () if found is None else (found,)
    for line in window.after(5):
        place = _LOCATION.match(bare(line.text))
        if place:
            return (replace(issue, path=place["path"], row=int(place["row"]), also=(line,)),)
    return (issue,)


TOOL = Tool(name=NAME, anchors=(">> Issue: ", "No issues identified"), read=_read)
