"""zizmor: `error[audit]: text` above `  --> path:row:column` of a workflow; `5 findings: 0 informational, 1 low, ...`.

Formats as `crates/zizmor/src/output/plain.rs` of zizmorcore/zizmor writes them.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Message, first, pointed
from regreen.logs.window import Window
from regreen.model.finding import Category

NAME = "zizmor"
_KIND = Category.SECURITY_SCAN
_FORMATS = (
    Closing(
        Pattern(r"^(?P<count>\d+) findings?(?: \([^)]*\))?: \d+ (?:unknown, \d+ )?informational, "), _KIND
    ),
    Closing(Pattern(r"^No findings to report\."), _KIND, ok=True),
)
_HEADLINE = Message(
    Pattern(r"^(?P<level>error|warning|help|info|note)\[(?P<code>[a-z-]+)\]: (?P<text>.+)$"), _KIND
)


def _read(window: Window) -> Iterable[Signal]:
    found = first(NAME, window.line, _FORMATS)
    if found is None:
        found = pointed(NAME, window, _HEADLINE)
        if found is None or not found.path.endswith((".yml", ".yaml")):
            return ()
    return (found,)


TOOL = Tool(name=NAME, anchors=("--> ", " informational, ", "No findings to report"), read=_read)
