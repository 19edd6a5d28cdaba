"""Texts of a repository and exact places in them."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from msgspec import Struct


class Source(Struct, frozen=True, dict=True):
    """A file of the repository, as text. `path` is relative to the root, with forward slashes."""

    path: str
    text: str

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        """Where each line starts."""
        return (0, *accumulate(len(line) + 1 for line in self.text.split("\n")))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column (both from 1) of a character offset."""
        line = min(bisect_right(self._starts, offset), len(self._starts) - 1)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int = 1) -> int:
        """The character offset of a line and column (both from 1); of a line behind the last one, the end."""
        return self._starts[min(line, len(self._starts)) - 1] + column - 1

    def line(self, number: int) -> str:
        """The text of a line (from 1) without its line end; empty when there is no such line."""
        if not 0 < number < len(self._starts):
            return ""
        return self.text[self._starts[number - 1] : self._starts[number] - 1].rstrip("\r")


class Span(Struct, frozen=True):
    """Characters `start` to `end` (exclusive) of one file."""

    path: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"{self.path}: a span runs from {self.start} to {self.end}")


class Edit(Struct, frozen=True):
    """Replace what lies in `span` (which must still read `old`) by `new`.

    An insertion has an empty span and an empty `old`. A file that does not exist yet is written by an
    edit at span 0..0 of its path.
    """

    span: Span
    old: str
    new: str
