"""shellcheck: `In path line N:` with `^-- SC2086 (info): text` below, and `path:row:column: level: text [SC2086]`.

Formats as `src/ShellCheck/Formatter/TTY.hs` and `GCC.hs` of koalaman/shellcheck write them; every level fails.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Message, bare
from regreen.logs.window import Window
from regreen.model.finding import Category

_GCC = Message(
    Pattern(
        r"^(?P<path>[^\s:][^:\n]*):(?P<row>\d+):(?P<column>\d+): (?:error|warning|note|style): (?P<text>.+) \[(?P<code>SC\d{4})\]$"
    ),
    Category.LINT,
)
_CARET = Message(
    Pattern(r"^\^-*\^? ?(?:-- )?(?P<code>SC\d{4}) \((?:error|warning|info|style)\): (?P<text>.+)$"),
    Category.LINT,
)
_PLACE = Pattern(r"^In (?P<path>.+) line (?P<row>\d+):$")


def _read(window: Window) -> Iterable[Signal]:
    text = bare(window.line.text)
    found = _GCC.read("shellcheck", window.line, text)
    if found is not None:
        return (found,)
    found = _CARET.read("shellcheck", window.line, text)
    if found is None:
        return ()
    above = ((line, match) for line in window.before(8) if (match := _PLACE.match(bare(line.text))))
    line, place = next(above, (None, None))
    if line is None or place is None:
        return (found,)
    return (replace(found, path=place["path"], row=int(place["row"]), also=(line,)),)


TOOL = Tool(name="shellcheck", anchors=(" SC1", " SC2", " SC3", "[SC1", "[SC2", "[SC3"), read=_read)
