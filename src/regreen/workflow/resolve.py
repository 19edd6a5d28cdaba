"""What a plain scalar means: YAML 1.2's core schema, which GitHub's reader follows (`on` is a string)."""

from __future__ import annotations

import math
import re

_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_NOT_A_NUMBER = frozenset({".nan", ".NaN", ".NAN"})
_FIRST = frozenset("~nNtTfF+-.0123456789")
_DIGITS = 16  # a double holds every integer of fewer digits


def resolve_plain(text: str) -> str | float | bool | None:
    """The value of a plain scalar: null, boolean, number (int where it is one), else the text itself."""
    if text in _NULLS:
        return None
    if text[0] not in _FIRST:
        return text
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    return _number(text)


def _number(text: str) -> str | float:
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) < _DIGITS else float(text)
    if len(text) < _DIGITS and _OCTAL.fullmatch(text):
        return int(text, 8)
    if len(text) < _DIGITS and _HEX.fullmatch(text):
        return int(text, 16)
    if _FLOAT.fullmatch(text):
        return float(text)
    if infinite := _INFINITE.fullmatch(text):
        return -math.inf if infinite[1] == "-" else math.inf
    return math.nan if text in _NOT_A_NUMBER else text
