"""The values of expressions and GitHub's coercions between them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from regreen.workflow.numbers import format_number, parse_number

Value: TypeAlias = "bool | int | float | str | Sequence[Value] | Mapping[str, Value] | None"
"""What an expression can yield: null, boolean, number, string, array, object."""


class Filtered(list[Value]):
    """The result of `.*`: a further index applies to each element."""


def kind_of(value: Value) -> str:
    """One of `Null`, `Boolean`, `Number`, `String`, `Array`, `Object`, as GitHub prints them."""
    if value is None:
        return "Null"
    if isinstance(value, bool):
        return "Boolean"
    if isinstance(value, (int, float)):
        return "Number"
    if isinstance(value, str):
        return "String"
    return "Object" if isinstance(value, Mapping) else "Array"


def is_primitive(value: Value) -> bool:
    """Whether the value is neither an array nor an object."""
    return value is None or isinstance(value, (bool, int, float, str))


def truthy(value: Value) -> bool:
    """False for null, false, 0, NaN and the empty string; true for everything else, `'false'` included."""
    if isinstance(value, float):
        return not (value == 0 or math.isnan(value))
    return True if not is_primitive(value) else bool(value)


def to_string(value: Value) -> str:
    """The text GitHub prints for a value; arrays and objects print their kind only."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return format_number(value)
    return value if isinstance(value, str) else kind_of(value)


def to_number(value: Value) -> float:
    """The number a value is coerced to; NaN for arrays, objects and strings that are none."""
    if value is None:
        return 0.0
    if isinstance(value, (bool, int, float)):
        return float(value)
    return parse_number(value) if isinstance(value, str) else math.nan


def fold(text: str) -> str:
    """Upper case as .NET's ordinal comparison sees it: character by character, `ı` stays itself."""
    if text.isascii():
        return text.upper()
    return "".join(upper if len(upper := c.upper()) == 1 and c != "ı" else c for c in text)


def lookup(mapping: Mapping[str, Value], key: str) -> Value:
    """A member of an object by case-insensitive name; None when it has no such member."""
    if key in mapping:
        return mapping[key]
    folded = fold(key)
    return next((value for name, value in mapping.items() if fold(name) == folded), None)


def has(mapping: Mapping[str, Value], key: str) -> bool:
    """Whether an object has a member of that case-insensitive name."""
    if key in mapping:
        return True
    folded = fold(key)
    return any(fold(name) == folded for name in mapping)


def _coerced(left: Value, right: Value) -> tuple[Value, Value]:
    """Both as numbers where their kinds differ and a number can be compared; else as they are."""
    kinds = {kind_of(left), kind_of(right)}
    if len(kinds) == 1 or kinds & {"Array", "Object"}:
        return left, right
    return to_number(left), to_number(right)


def equals(left: Value, right: Value) -> bool:
    """`==`: strings without regard to case, arrays and objects by identity, NaN never."""
    left, right = _coerced(left, right)
    if isinstance(left, str) and isinstance(right, str):
        return fold(left) == fold(right)
    if not is_primitive(left) or not is_primitive(right):
        return left is right
    return left == right


def less(left: Value, right: Value) -> bool:
    """`<`; False where the two cannot be ordered."""
    left, right = _coerced(left, right)
    if isinstance(left, str) and isinstance(right, str):
        return _ordinal(left) < _ordinal(right)
    if isinstance(left, (bool, int, float)) and isinstance(right, (bool, int, float)):
        return left < right
    return False


def _ordinal(text: str) -> bytes:
    return fold(text).encode("utf-16-be", "surrogatepass")
