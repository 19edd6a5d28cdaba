"""pylint: `path:row:column: C0114: text (symbol)`, `************* Module x`, `rated at 9.98/10`.

Formats as `pylint/reporters/text.py` and `pylint/lint/report_functions.py` write them; before 2.0 the row and
column stood behind the category (`C:  1, 0: text (symbol)`). Any message fails the run, whatever its level.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Complaint, Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Message, Refused, first
from regreen.logs.window import Window
from regreen.model.finding import Category

NAME = "pylint"
_KIND = Category.LINT
_OLD = Message(
    Pattern(
        r"^(?P<level>[CRWEF]):\s*(?P<row>\d+),\s*(?P<column>\d+): (?P<text>.+?) \((?P<code>[a-z][\w-]+)\)$"
    ),
    _KIND,
)
_FORMATS = (
    Message(
        Pattern(
            r"^(?P<path>(?:[A-Za-z]:[\\/])?[^\s:][^:\n]*?):(?P<row>\d+):(?P<column>\d+): (?P<code>(?P<level>[CRWEF])\d{4}): (?P<text>\S.*)$"
        ),
        _KIND,
    ),
    Message(
        Pattern(
            r"^(?P<path>(?:[A-Za-z]:[\\/])?[^\s:][^:\n]*?):(?P<row>\d+): \[(?P<code>(?P<level>[CRWEF])\d{4})\([\w-]+\),? ?[^\]]*\] (?P<text>\S.*)$"
        ),
        _KIND,
    ),
    Closing(Pattern(r"^Your code has been rated at 10(?:\.00)?/10"), _KIND, ok=True),
    Closing(Pattern(r"^Your code has been rated at -?\d+(?:\.\d+)?/10"), _KIND, ok=False),
    Refused("checker-usage", Pattern(r"^(?:usage: )?pylint: error: (?P<text>.+)$"), _KIND),
)
_MODULE = Pattern(r"^\*{13} Module (?P<path>\S+)")


def _read(window: Window) -> Iterable[Signal]:
    module = _MODULE.match(window.line.text)
    if module:
        return tuple(_below(window, module["path"]))
    found = first(NAME, window.line, _FORMATS)
    return () if found is None else (found,)


def _below(window: Window, module: str) -> Iterator[Signal]:
    """Messages of pylint before 2.0, which stand below the name of their module."""
    for line in window.after(1000):
        found = _OLD.read(NAME, line, line.text.strip())
        if found is None:
            return
        yield replace(found, path=module)


def _merge(found: list[Signal]) -> list[Signal]:
    """A score below 10 alone says nothing: `--fail-under` may be lower, so messages must stand with it."""
    named = {(s.line.job, s.line.step) for s in found if isinstance(s, Complaint)}
    return [s for s in dict.fromkeys(found) if isinstance(s, Complaint) or (s.line.job, s.line.step) in named]


TOOL = Tool(
    name=NAME,
    anchors=(
        *(
            f": {code}"
            for code in ("C0", "C1", "C2", "R0", "R1", "W0", "W1", "W4", "W6", "E0", "E1", "E3", "F0")
        ),
        *(f": [{level}" for level in "CRWEF"),
        "rated at ",
        "pylint: error",
        " Module ",
    ),
    read=_read,
    merge=_merge,
)
