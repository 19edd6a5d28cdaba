"""pyrefly: `ERROR text [kind]` above ` --> path:row:column`, one line under `min-text`, `INFO 3 errors (2 suppressed)`.

Formats as `pyrefly/lib/error/error.rs` and `commands/check.rs` of facebook/pyrefly write them.
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
            r"^(?P<level>ERROR|WARN) (?P<path>[^:\n]+?\.pyi?):(?P<row>\d+):(?P<column>\d+)(?:-\d+(?::\d+)?)?: (?P<text>.+?) \[(?P<code>[a-z-]+)\]$"
        ),
        _KIND,
    ),
    Closing(Pattern(r"^INFO (?:errors shown: )?(?P<count>[\d,]+)(?: errors?\b|, errors ignored)"), _KIND),
)
_HEADLINE = Message(Pattern(r"^(?P<level>ERROR|WARN) (?P<text>.+?) \[(?P<code>[a-z-]+)\]$"), _KIND)


def _read(window: Window) -> Iterable[Signal]:
    signal = first("pyrefly", window.line, _FORMATS) or pointed("pyrefly", window, _HEADLINE)
    return () if signal is None else (signal,)


_KINDS = (
    "bad",
    "missing",
    "unknown",
    "unexpected",
    "not",
    "invalid",
    "no",
    "unsupported",
    "unbound",
    "import",
)
TOOL = Tool(
    name="pyrefly",
    anchors=(
        "--> ",
        *(f"[{word}-" for word in _KINDS),
        " suppressed)",
        "errors shown: ",
        "INFO 0 errors",
        "INFO 1 error",
    ),
    read=_read,
)
