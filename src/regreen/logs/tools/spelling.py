"""Spelling: codespell (`path:12: teh ==> the`), typos (``error: `teh` should be `the` ``), cspell (`Unknown word (teh)`).

Formats as `codespell_lib/_codespell.py`, `typos-cli/src/report.rs` and cspell's `reporter.ts` write them.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Message, first, pointed
from regreen.logs.window import Window
from regreen.model.finding import Category

_KIND = Category.LINT
_CODESPELL = Message(
    Pattern(r"^(?P<path>[^\s:][^:\n]*):(?P<row>\d+): (?P<text>(?P<code>[^\s=]+) ==> .+)$"), _KIND
)
_TYPOS = Message(Pattern(r"^error: (?P<text>`(?P<code>[^`]+)` should be `.+)$"), _KIND)
_TYPOS_BRIEF = Message(
    Pattern(r"^(?P<path>[^\s:][^:\n]*):(?P<row>\d+):(?P<column>\d+): (?P<text>`(?P<code>[^`]+)` -> `.+)$"),
    _KIND,
)
_CSPELL = (
    Message(
        Pattern(
            r"^(?P<path>[^\s:][^:\n]*):(?P<row>\d+):(?P<column>\d+) - (?P<text>(?:Unknown|Forbidden|Misspelled) word \((?P<code>[^)]+)\).*)$"
        ),
        _KIND,
    ),
    Closing(Pattern(r"^CSpell: Files checked: \d+.*?, Issues found: (?P<count>\d+) in \d+ file"), _KIND),
)


def _read(window: Window) -> Iterable[Signal]:
    found = (
        first("codespell", window.line, (_CODESPELL,))
        or first("typos", window.line, (_TYPOS_BRIEF,))
        or first("cspell", window.line, _CSPELL)
        or pointed("typos", window, _TYPOS)
    )
    return () if found is None else (found,)


TOOL = Tool(
    name="spelling", anchors=(" ==> ", "--> ", "╭▸ ", "` -> `", " word (", "Issues found: "), read=_read
)
