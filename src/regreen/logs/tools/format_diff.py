"""Formatters that show what they would change: autopep8, yapf and docformatter under `--diff`.

Headers as their sources write them: `--- original/x.py` (autopep8), `--- x.py (original)` (yapf),
`--- before/x.py` (docformatter). Black and isort say in words which files they mean.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Complaint, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category

_HEADERS = (
    ("autopep8", Category.FORMAT, Pattern(r"^--- original/(?P<path>\S+)$")),
    ("yapf", Category.FORMAT, Pattern(r"^--- (?P<path>\S+)\s+\(original\)$")),
    ("docformatter", Category.FORMAT, Pattern(r"^--- before/(?P<path>\S+)$")),
)


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    for tool, category, pattern in _HEADERS:
        match = pattern.match(line.text)
        if match:
            return (Complaint(tool=tool, line=line, text=line.text, path=match["path"], category=category),)
    return ()


TOOL = Tool(
    name="format_diff",
    anchors=("--- original/", "(original)", "--- before/"),
    read=_read,
)
