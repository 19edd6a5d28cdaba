"""Which quotes a string gets, and what is escaped in it, as black and ruff's formatter write it.

Source: black's documentation "The Black code style", section on strings: double quotes, unless that takes more escapes
than there were; escapes that are not needed go.
"""

from __future__ import annotations

import re

_ESCAPED_FIELD = re.compile(r"\{[^{}]*\\")
_ESCAPE = re.compile(r"\\([\s\S])|([\"'])")


def requoted(prefix: str, quote: str, body: str, wanted: str) -> tuple[str, str] | None:
    """The quotes and the body of a string as they would be written; None where they stay. `wanted` is `"` or `'`."""
    if '"' not in body and "'" not in body:
        if quote[0] == wanted or ("f" in prefix.lower() and _ESCAPED_FIELD.search(body)):
            return None
        return (wanted * len(quote), body) if len(quote) == 1 or wanted == '"' else None
    if len(quote) == 3 or wanted != '"' or set(prefix.lower()) & set("frt"):
        return None
    other = "'" if quote == '"' else '"'
    lean = _escaped(body, quote)
    turned = _escaped(body, other)
    before, after = lean.count("\\"), turned.count("\\")
    if after > before or (after == before and quote == '"'):
        return (quote, lean) if lean != body else None
    return other, turned


def _escaped(body: str, quote: str) -> str:
    """The body with this kind of quote escaped, and not the other."""

    def each(match: re.Match[str]) -> str:
        char = match[1] or match[2]
        if char not in "\"'":
            return match[0]
        return f"\\{char}" if char == quote else char

    return _ESCAPE.sub(each, body)
