"""Where a character of a decoded scalar stands in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from regreen.model.text import Source, Span
from regreen.workflow.nodes import Scalar, Style

_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n[ \t]*|.)", re.DOTALL)
_BLANK_ESCAPES = frozenset("nrtvfNL_P \t\n\r")


def offset_in(source: Source, scalar: Scalar, index: int) -> int:
    """The offset in the file of character `index` of a scalar's text.

    Exact for every character that is no white space; white space, which folding may move, is placed behind
    the character before it.
    """
    start, end = scalar.span.start, scalar.span.end
    if source.text[start:end] == scalar.text:
        return min(start + index, end)
    if scalar.style is Style.LITERAL and index < len(scalar.text) and not scalar.text[index].isspace():
        found = _in_literal(source.text, scalar, index)
        if found is not None:
            return found
    wanted = sum(1 for char in scalar.text[:index] if not char.isspace())
    blank = index >= len(scalar.text) or scalar.text[index].isspace()
    last = start
    for count, (unit_start, unit_end) in enumerate(_units(source.text, scalar)):
        if count == wanted and not blank:
            return unit_start
        if count == wanted:
            break
        last = unit_end
    return min(last, end)


def span_in(source: Source, scalar: Scalar, start: int, end: int) -> Span:
    """The characters in the file of a part of a scalar's text."""
    first = offset_in(source, scalar, start)
    last = offset_in(source, scalar, end - 1) + 1 if end > start else first
    return Span(scalar.span.path, first, max(first, last))


def _in_literal(text: str, scalar: Scalar, index: int) -> int | None:
    """In a literal block every line stands for itself, behind the same indentation."""
    line_start = scalar.text.rfind("\n", 0, index) + 1
    at = scalar.span.start
    for _ in range(scalar.text.count("\n", 0, index) + 1):
        at = text.find("\n", at, scalar.span.end) + 1
        if not at:
            return None
    line_end = scalar.text.find("\n", line_start)
    line = scalar.text[line_start : len(scalar.text) if line_end < 0 else line_end]
    found = text.find(line, at, text.find("\n", at) + 1 or len(text))
    return found + index - line_start if found >= 0 and text[at:found].isspace() == (found > at) else None


def _units(text: str, scalar: Scalar) -> Iterator[tuple[int, int]]:
    """Start and end of what stands for each character that is no white space."""
    at, end = _content(text, scalar)
    while at < end:
        step = 1
        if scalar.style is Style.DOUBLE and (escape := _ESCAPE.match(text, at, end)):
            step = escape.end() - at
            blank = escape[0][1] in _BLANK_ESCAPES
        else:
            blank = text[at].isspace()
            if scalar.style is Style.SINGLE and text.startswith("''", at):
                step = 2
        if not blank:
            yield at, at + step
        at += step


def _content(text: str, scalar: Scalar) -> tuple[int, int]:
    """The span without quotes or block header."""
    start, end = scalar.span.start, scalar.span.end
    if scalar.style in (Style.SINGLE, Style.DOUBLE):
        return start + 1, max(start + 1, end - 1)
    if scalar.style in (Style.LITERAL, Style.FOLDED):
        line_end = text.find("\n", start, end)
        return (line_end + 1 if line_end >= 0 else end), end
    return start, end
