"""Formatters that show what they would change: autopep8, yapf, docformatter, black and isort under `--diff`.

Headers as their sources write them: `--- original/x.py` (autopep8), `--- x.py (original)` (yapf),
`--- before/x.py` (docformatter), `--- x.py 2024-01-01 10:00:00.123456 +0000` (black), `--- x.py:before` (isort).
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
    ("isort", Category.LINT, Pattern(r"^--- (?P<path>\S+):before\b")),
    (
        "black",
        Category.FORMAT,
        Pattern(r"^--- (?P<path>\S+\.pyi?)\s+\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \+0000$"),
    ),
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
    anchors=("--- original/", "(original)", "--- before/", ":before", " +0000"),
    read=_read,
)
