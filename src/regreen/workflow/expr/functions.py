"""The functions that every expression can call."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence

from regreen.workflow.expr.errors import ErrorKind, ExpressionError
from regreen.workflow.expr.values import Value, equals, fold, is_primitive, to_string
from regreen.workflow.numbers import format_number

Function = Callable[[Sequence[Value]], Value]
"""A function of the expression language: evaluated arguments in, value out."""

MAX_TEXT = 5 * 1024 * 1024
"""Longest text one function may build, in characters (GitHub: 10 MiB of UTF-16)."""

_PIECE = re.compile(r"\{\{|\}\}|\{([0-9]+)\}|\{([0-9]+):[^{}]*\}|[{}]")


def _fail(message: str) -> ExpressionError:
    return ExpressionError(ErrorKind.EVALUATE, message)


def join_texts(parts: Sequence[str], separator: str = "") -> str:
    """The parts in one string; raises `ExpressionError` where it would grow beyond `MAX_TEXT`."""
    if sum(map(len, parts)) + len(separator) * max(len(parts) - 1, 0) > MAX_TEXT:
        raise _fail("The maximum allowed memory size was exceeded")
    return separator.join(parts)


def _contains(args: Sequence[Value]) -> Value:
    where, what = args
    if isinstance(where, Mapping):
        return False
    if isinstance(where, Sequence) and not isinstance(where, str):
        return any(equals(what, item) for item in where)
    return is_primitive(what) and fold(to_string(what)) in fold(to_string(where))


def _starts_with(args: Sequence[Value]) -> Value:
    return all(map(is_primitive, args)) and fold(to_string(args[0])).startswith(fold(to_string(args[1])))


def _ends_with(args: Sequence[Value]) -> Value:
    return all(map(is_primitive, args)) and fold(to_string(args[0])).endswith(fold(to_string(args[1])))


def _join(args: Sequence[Value]) -> Value:
    items = args[0]
    if isinstance(items, Mapping):
        return ""
    if isinstance(items, Sequence) and not isinstance(items, str):
        separator = to_string(args[1]) if len(args) > 1 and is_primitive(args[1]) else ","
        return join_texts([to_string(item) for item in items], separator)
    return to_string(items)


def _format(args: Sequence[Value]) -> Value:
    template = to_string(args[0])
    texts = [to_string(arg) for arg in args[1:]]
    parts: list[str] = []
    size = at = 0
    for piece in _PIECE.finditer(template):
        new = template[at : piece.start()] + _placeholder(piece, template, texts)
        parts.append(new)
        size += len(new)
        if size > MAX_TEXT:
            raise _fail("The maximum allowed memory size was exceeded")
        at = piece.end()
    return join_texts([*parts, template[at:]])


def _placeholder(piece: re.Match[str], template: str, texts: Sequence[str]) -> str:
    if piece[0] in ("{{", "}}"):
        return piece[0][0]
    if piece[1] is None:
        raise _fail(f"The following format string is invalid: {template}")
    position = int(piece[1][:9])
    if position >= len(texts):
        raise _fail(f"The following format string references more arguments than were supplied: {template}")
    return texts[position]


def _case(args: Sequence[Value]) -> Value:
    for position in range(0, len(args) - 1, 2):
        if not isinstance(args[position], bool):
            raise _fail("case predicate must evaluate to a boolean value")
        if args[position]:
            return args[position + 1]
    return args[-1]


def _refuse_constant(name: str) -> Value:
    raise ValueError(f"{name} is no JSON")


def _from_json(args: Sequence[Value]) -> Value:
    text = to_string(args[0])
    if not text.strip():
        raise _fail("Error parsing fromJson: the input is empty")
    try:
        value: Value = json.loads(text, parse_int=float, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise _fail(f"Error parsing fromJson: {error or 'nested too deeply'}") from error
    return value


def to_json(value: Value) -> str:
    """A value as GitHub's toJSON prints it: two blanks per level, nothing but ASCII control escaped."""
    pieces: list[str] = []
    _write_json(value, "\n", pieces)
    return join_texts(pieces)


def _write_json(value: Value, newline: str, pieces: list[str]) -> None:
    if isinstance(value, str):
        pieces.append(json.dumps(value, ensure_ascii=False))
    elif value is None:
        pieces.append("null")
    elif isinstance(value, (bool, int, float)):
        pieces.append(str(value).lower() if isinstance(value, bool) else format_number(value))
    elif isinstance(value, Mapping):
        keys = [json.dumps(key, ensure_ascii=False) + ": " for key in value]
        _write_items("{}", keys, list(value.values()), newline, pieces)
    else:
        _write_items("[]", [""] * len(value), value, newline, pieces)


def _write_items(
    brackets: str, keys: Sequence[str], values: Sequence[Value], newline: str, pieces: list[str]
) -> None:
    inner = newline + "  "
    pieces.append(brackets[0])
    for position, (key, value) in enumerate(zip(keys, values, strict=True)):
        pieces.append(("," if position else "") + inner + key)
        _write_json(value, inner, pieces)
    pieces.append((newline if keys else "") + brackets[1])


def _to_json(args: Sequence[Value]) -> Value:
    return to_json(args[0])


BUILT_IN: Mapping[str, Function] = {
    "case": _case,
    "contains": _contains,
    "endswith": _ends_with,
    "format": _format,
    "fromjson": _from_json,
    "join": _join,
    "startswith": _starts_with,
    "tojson": _to_json,
}
"""By lower-case name."""
