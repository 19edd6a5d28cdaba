"""Scanners for secrets: gitleaks, trufflehog, detect-secrets, ggshield.

Formats: gitleaks' `cmd/root.go` and its `Finding:`/`RuleID:`/`File:` blocks, trufflehog's plain printer,
`detect_secrets/pre_commit_hook.py`, ggshield's text output.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Message, bare, first
from regreen.logs.window import Window
from regreen.model.finding import Category

_KIND = Category.SECURITY_SCAN
_FORMATS = (
    Closing(Pattern(r"^(?:\S+ )?(?:WRN |\w+\[\d+\] )?leaks found: (?P<count>\d+)"), _KIND),
    Closing(Pattern(r"^(?:\S+ )?(?:INF |\w+\[\d+\] )?no leaks found"), _KIND, ok=True),
    Closing(Pattern(r"^🛑 Leaks detected"), _KIND),
    Message(Pattern(r"^(?P<text>Found (?:un)?verified result .*)$"), _KIND),
    Message(Pattern(r"^(?:ERROR: )?(?P<text>Potential secrets about to be committed to git repo!)$"), _KIND),
    Message(Pattern(r"^>> Secret detected: (?P<text>.+)$"), _KIND),
)
_RULE = Message(Pattern(r"^RuleID: +(?P<code>\S+)$"), _KIND)
_SECRET = Message(Pattern(r"^(?P<text>Secret Type: (?P<code>.+))$"), _KIND)
_PLACE = Pattern(r"^(?:File|Location): +(?P<path>\S.*?)(?::(?P<row>\d+))?$")


def _read(window: Window) -> Iterable[Signal]:
    text = bare(window.line.text)
    block = _RULE.read("secret scanner", window.line, text) or _SECRET.read(
        "secret scanner", window.line, text
    )
    if block is None:
        found = first("secret scanner", window.line, _FORMATS)
        return () if found is None else (found,)
    places = ((line, match) for line in window.after(4) if (match := _PLACE.match(bare(line.text))))
    line, place = next(places, (None, None))
    if line is None or place is None:
        return ()
    return (replace(block, path=place["path"], row=int(place["row"] or 0), also=(line,)),)


TOOL = Tool(
    name="secrets",
    anchors=(
        "leaks found",
        "Leaks detected",
        "verified result",
        "Potential secrets about",
        "Secret detected: ",
        "RuleID: ",
        "Secret Type: ",
    ),
    read=_read,
)
