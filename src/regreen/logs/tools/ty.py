"""ty: `error[rule]: text` above `  --> path:row:column`, or in one line; `Found 3 diagnostics`.

Formats as the `ruff_db::diagnostic` renderer of astral-sh/ruff writes them (full and concise).
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Message, first, pointed
from regreen.logs.window import Window
from regreen.model.finding import Category

_KIND = Category.TYPE_CHECK
_FORMATS = (
    Message(
        Pattern(
            r"^(?P<path>[^:\n]+?\.pyi?):(?P<row>\d+):(?P<column>\d+): (?P<level>error|warning)\[(?P<code>[a-z-]+)\] (?P<text>.+)$"
        ),
        _KIND,
    ),
    Closing(Pattern(r"^Found (?P<count>\d+) diagnostics?$"), _KIND),
)
_HEADLINE = Message(
    Pattern(r"^(?P<level>error|warning)\[(?P<code>[a-z]+(?:-[a-z]+)+)\]:? (?P<text>.+)$"), _KIND
)


def _read(window: Window) -> Iterable[Signal]:
    signal = first("ty", window.line, _FORMATS)
    if signal is not None:
        return (signal,)
    found = pointed("ty", window, _HEADLINE)
    return (found,) if found and found.path.endswith((".py", ".pyi", ".ipynb")) else ()


TOOL = Tool(name="ty", anchors=("--> ", "error[", "warning[", " diagnostic"), read=_read)
