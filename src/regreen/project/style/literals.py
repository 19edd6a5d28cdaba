"""Quotes, prefixes and digits, as black and ruff's formatter write them.

Source: black's documentation "The Black code style", sections on strings and numeric literals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from regreen.project.style.mask import Literal, Masked
from regreen.project.style.options import RUFF, Drift, Style

_MAYBE = re.compile(r"\d(?:[XOBEJ]|x[0-9A-F_]*[a-f])")
_NUMBER = re.compile(
    r"(?<![\w.])(?:0[XOB][0-9a-fA-F_]+|0x(?=[0-9A-F_]*[a-f])[0-9a-fA-F_]+|\d[\d_]*\.?\d*E[+-]?\d+|\d[\d_]*\.?\d*J)(?![\w.])"
)


def literals(masked: Masked, style: Style) -> Iterator[Drift]:
    """Strings and numbers that would be written otherwise."""
    for item in masked.literals:
        what = _string(masked, item, style)
        if what:
            yield Drift(item.start, what, _requoted(masked, item) if "quotes" in what else None)
    for match in _NUMBER.finditer(masked.code) if _MAYBE.search(masked.compact) else ():
        yield Drift(match.start(), "the letters of a number")


def _string(masked: Masked, item: Literal, style: Style) -> str:
    if style.quotes and any(letter in "FBU" for letter in item.prefix):
        return "a capital letter before a string"
    if style.quotes and "u" in item.prefix:
        return "a `u` before a string"
    wanted = {"double": '"', "single": "'"}.get(style.quotes, item.quote[0])
    if item.quote[0] == wanted:
        return ""
    body = masked.text[item.start + len(item.prefix) + len(item.quote) : item.end - len(item.quote)]
    if '"' in body or "'" in body or "\\" in body or (style.tool == RUFF and _joined(masked, item)):
        return ""
    if len(item.quote) == 3 and wanted == "'":
        return ""
    return f"{'single' if wanted == chr(34) else 'double'} quotes"


def _requoted(masked: Masked, item: Literal) -> tuple[int, int, str]:
    """The string in the other quotes."""
    begin, stop = item.start + len(item.prefix) + len(item.quote), item.end - len(item.quote)
    quote = ("'" if item.quote[0] == '"' else '"') * len(item.quote)
    return item.start, item.end, item.prefix + quote + masked.text[begin:stop] + quote


def _joined(masked: Masked, item: Literal) -> bool:
    """Whether another string stands beside it: both get the same quotes."""
    code = masked.code
    return code[: item.start].rstrip()[-1:] == '"' or code[item.end :].lstrip()[:1] == '"'
