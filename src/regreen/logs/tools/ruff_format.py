"""ruff format --check and --diff: `Would reformat: path`, `2 files would be reformatted, 9 files already formatted`.

Formats as `crates/ruff/src/commands/format.rs` of astral-sh/ruff writes them.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Message, Refused, first, pointed
from regreen.logs.window import Window
from regreen.model.finding import Category

NAME = "ruff format"
_KIND = Category.FORMAT
_FORMATS = (
    Message(Pattern(r"^Would reformat: (?P<path>.+)$"), _KIND),
    Closing(
        Pattern(
            r"^(?P<count>\d+) files? would be reformatted(?:, \d+ files? (?:already formatted|left unchanged))?$"
        ),
        _KIND,
    ),
    Closing(Pattern(r"^\d+ files? already formatted$"), _KIND, ok=True),
    Refused(
        "checker-parse",
        Pattern(
            r"^error: (?P<text>Failed to (?:parse|format) (?P<subject>[^:\n]+?\.(?:pyi?|ipynb))(?::.*)?)$"
        ),
        Category.LINT,
    ),
)
_HEADLINE = Message(Pattern(r"^(?P<code>unformatted): (?P<text>File would be reformatted)$"), _KIND)


def _read(window: Window) -> Iterable[Signal]:
    found = first(NAME, window.line, _FORMATS) or pointed(NAME, window, _HEADLINE)
    return () if found is None else (found,)


TOOL = Tool(
    name=NAME,
    anchors=("Would reformat", "would be reformatted", "already formatted", "Failed to ", "--> "),
    read=_read,
)
