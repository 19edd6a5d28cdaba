"""pydocstyle: `path:row in public function `f`:` above `        D103: Missing docstring` (`violations.py`)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Message, bare
from regreen.logs.window import Window
from regreen.model.finding import Category

_PLACE = Pattern(r"^(?P<path>[^\s:][^:\n]*?\.py):(?P<row>\d+) (?:at module level|in (?:public|private) )")
_TEXT = Message(Pattern(r"^(?P<code>D\d{3}): (?P<text>.+)$"), Category.LINT)


def _read(window: Window) -> Iterable[Signal]:
    place = _PLACE.match(bare(window.line.text))
    below = next(iter(window.after(1)), None) if place else None
    found = _TEXT.read("pydocstyle", below, bare(below.text), (window.line,)) if below else None
    return (replace(found, path=place["path"], row=int(place["row"])),) if found and place else ()


TOOL = Tool(name="pydocstyle", anchors=(" at module level:", " in public ", " in private "), read=_read)
