"""pip-audit: `Found 2 known vulnerabilities in 1 package` and the table below it (`pip_audit/_cli.py`, `_format`)."""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Message, bare, first
from regreen.logs.window import Window
from regreen.model.finding import Category

NAME = "pip-audit"
_KIND = Category.SECURITY_SCAN
_FORMATS = (
    Closing(
        Pattern(r"^Found (?P<count>\d+) known vulnerabilit(?:y|ies)(?:, ignored \d+)? in \d+ packages?"),
        _KIND,
    ),
    Closing(Pattern(r"^No known vulnerabilities found"), _KIND, ok=True),
)
_ROW = Message(
    Pattern(
        r"^\|? ?(?P<path>[A-Za-z0-9][\w.-]*) +(?:\| )?(?P<text>\d\S* +(?:\| )?(?P<code>(?:PYSEC|GHSA|CVE|OSV|MAL)-\S+).*)$"
    ),
    _KIND,
)


def _read(window: Window) -> Iterable[Signal]:
    found = first(NAME, window.line, _FORMATS) or _ROW.read(NAME, window.line, bare(window.line.text))
    return () if found is None else (found,)


TOOL = Tool(
    name=NAME, anchors=(" known vulnerabilit", "No known vulnerab", " PYSEC-", " GHSA-", " CVE-"), read=_read
)
