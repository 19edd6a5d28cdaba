"""Quotes, prefixes and digits, as black and ruff's formatter write them.

Source: black's documentation "The Black code style", sections on strings and numeric literals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from regreen.project.style.mask import Literal, Masked
from regreen.project.style.options import BLACK, RUFF, Drift, Style
from regreen.project.style.quotes import requoted

_HEXADECIMAL = re.compile(r"(?<!\\)(?:\\\\)*\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")
_CALLS = re.compile(r"[\w)\]]\($")
_POINT = re.compile(r"(?<![\w.)\]\"}])\.(?=\d)|(?<![\w.])\d[\d_]*\.(?![\w.])")
_MAYBE = re.compile(r"\d(?:[XOBEJ]|x[0-9A-F_]*[a-f])")
_NUMBER = re.compile(
    r"(?<![\w.])(?:0[XOB][0-9a-fA-F_]+|0x(?=[0-9A-F_]*[a-f])[0-9a-fA-F_]+|\d[\d_]*\.?\d*E[+-]?\d+|\d[\d_]*\.?\d*J)(?![\w.])"
)


def literals(masked: Masked, style: Style) -> Iterator[Drift]:
    """Strings and numbers that would be written otherwise."""
    for item in masked.literals:
        drift = _string(masked, item, style)
        if drift is not None:
            yield drift
        elif style.since((25,), (0, 9)) and "r" not in item.prefix.lower():
            yield from _escapes(masked, item)
        if len(item.quote) == 3 and not style.preview and _exploded(masked, item, style):
            yield Drift(item.start, "a string of several lines beside its bracket")
    yield from _numbers(masked)


def _numbers(masked: Masked) -> Iterator[Drift]:
    for match in _POINT.finditer(masked.code) if "." in masked.compact else ():
        new = "0." if match[0][0] == "." else match[0][:-1] + ".0"
        yield Drift(match.start(), "a point without a digit beside it", (match.start(), match.end(), new))
    for match in _NUMBER.finditer(masked.code) if _MAYBE.search(masked.compact) else ():
        text = match[0].lower()
        new = "0x" + text[2:].upper() if text.startswith("0x") else text
        yield Drift(match.start(), "the letters of a number", (match.start(), match.end(), new))


def _exploded(masked: Masked, item: Literal, style: Style) -> bool:
    """Whether a string of several lines begins behind the bracket of a call, where it is not left: black before 26
    leaves none there, others one that is the only argument.
    """
    code = masked.code
    if (
        not _CALLS.search(code, max(0, item.start - 2), item.start)
        or "\n" not in masked.text[item.start : item.end]
    ):
        return False
    alone = code[item.end : item.end + 1] == ")"
    if style.tool == BLACK and (26,) > style.version > ():
        return alone or code[item.end : item.end + 1] == ","
    return code[item.end : item.end + 1] == ","


def _escapes(masked: Masked, item: Literal) -> Iterator[Drift]:
    """Escapes whose digits are not in lower case."""
    text = masked.text
    for match in (
        _HEXADECIMAL.finditer(text, item.start, item.end) if "\\" in text[item.start : item.end] else ()
    ):
        escape = match[0][match[0].rfind("\\") :]
        if "b" in item.prefix.lower() and escape[1] != "x":
            continue
        if escape[2:] != escape[2:].lower():
            start = match.end() - len(escape)
            new = escape[:2] + escape[2:].lower()
            yield Drift(start, "capital digits in an escape", (start, match.end(), new))


def _string(masked: Masked, item: Literal, style: Style) -> Drift | None:
    if style.quotes and any(letter in "FBU" for letter in item.prefix):
        plain = "".join(letter if letter == "R" else letter.lower() for letter in item.prefix).replace(
            "u", ""
        )
        fix = (item.start, item.start + len(item.prefix), plain)
        return Drift(item.start, "a capital letter before a string", fix)
    if style.quotes and "u" in item.prefix:
        return Drift(item.start, "a `u` before a string", (item.start, item.start + 1, ""))
    wanted = {"double": '"', "single": "'"}.get(style.quotes, "")
    if not wanted or (style.tool == RUFF and _joined(masked, item)):
        return None
    begin, stop = item.start + len(item.prefix) + len(item.quote), item.end - len(item.quote)
    body = masked.text[begin:stop]
    if not body.strip("'\"") and body:
        return None
    new = requoted(item.prefix, item.quote, body, wanted)
    if new is None:
        return None
    quote, written = new
    kind = "single" if item.quote[0] == "'" else "double"
    what = f"{kind} quotes" if quote != item.quote else "an escape that is not needed"
    return Drift(item.start, what, (item.start, item.end, item.prefix + quote + written + quote))


def _joined(masked: Masked, item: Literal) -> bool:
    """Whether another string stands beside it: both get the same quotes."""
    code = masked.code
    return code[: item.start].rstrip()[-1:] == '"' or code[item.end :].lstrip()[:1] == '"'
