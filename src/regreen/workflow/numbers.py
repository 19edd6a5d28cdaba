"""Numbers as GitHub reads and prints them (IEEE doubles; printing follows .NET's `G15`)."""

from __future__ import annotations

import math
import re

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_OCTAL = re.compile(r"0o[0-7]+")
_INFINITY = {"Infinity": math.inf, "+Infinity": math.inf, "-Infinity": -math.inf}
_LONGEST = 400  # digits; a double holds 309 before the point


def parse_number(text: str) -> float:
    """The number a string stands for in an expression; NaN when it is none, 0 when it is blank."""
    text = text.strip()
    if not text:
        return 0.0
    if text in _INFINITY:
        return _INFINITY[text]
    if _DECIMAL.fullmatch(text):
        return float(text)
    if len(text) > _LONGEST:
        return math.nan
    try:
        if _HEX.fullmatch(text):
            return float(int(text, 16))
        if _OCTAL.fullmatch(text):
            return float(int(text, 8))
    except OverflowError:
        return math.inf
    return math.nan


def format_number(value: float) -> str:
    """How GitHub prints a number: at most 15 significant digits, `3.10` is `3.1`, no negative zero."""
    if isinstance(value, int) and abs(value) < 10**15:
        return str(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "0" if value == 0 else format(float(value), ".15g").replace("e", "E")
