"""Lines of a text with their places; a line ends at LF, and a CR before it belongs to the line end."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from regreen.model.text import Edit, Source, Span
from regreen.patch.encoding import BOM


class TextLine(Struct, frozen=True):
    """Line `number` (from 1): `text` without its line end lies at `start` to `end`, the next begins at `following`."""

    number: int
    start: int
    end: int
    following: int
    text: str


def lines(source: Source) -> Iterator[TextLine]:
    """All lines; a byte order mark is no part of the first one."""
    text = source.text
    start, number = len(BOM) if text.startswith(BOM) else 0, 1
    while start < len(text):
        end = text.find("\n", start)
        following = len(text) if end < 0 else end + 1
        end = len(text) if end < 0 else end
        if end > start and text[end - 1] == "\r" and end < following:
            end -= 1
        yield TextLine(number, start, end, following, text[start:end])
        start, number = following, number + 1


def line_at(source: Source, number: int) -> TextLine | None:
    """Line `number` (from 1); None where there is no such line."""
    return next((line for line in lines(source) if line.number == number), None)


def line_end(text: str, at: int) -> int:
    """The end of the line around `at`, its line end excluded."""
    end = text.find("\n", at)
    if end < 0:
        return len(text)
    return end - 1 if end > at and text[end - 1] == "\r" else end


def insertion(source: Source, at: int, text: str) -> Edit:
    """The edit that inserts a text."""
    return Edit(Span(source.path, at, at), "", text)


def replacement(source: Source, start: int, end: int, text: str) -> Edit:
    """The edit that replaces characters `start` to `end`."""
    return Edit(Span(source.path, start, end), source.text[start:end], text)
