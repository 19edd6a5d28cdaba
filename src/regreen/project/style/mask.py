"""A Python file in which strings and comments are filled up, so that plain expressions find code alone."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from regreen.model.text import Source
from regreen.patch.encoding import BOM

STRING, COMMENT = '"', "#"
"""The characters that stand for all of a string and for all of a comment."""

_TOKEN = re.compile(
    r"#[^\n]*"
    r"|\"\"\"(?:[^\"\\]++|\\[\s\S]|\"(?!\"\"))*+\"\"\""
    r"|'''(?:[^'\\]++|\\[\s\S]|'(?!''))*+'''"
    r"|\"(?:[^\"\\\n]++|\\[\s\S])*+\""
    r"|'(?:[^'\\\n]++|\\[\s\S])*+'"
)
_PREFIX = re.compile(r"(?<![\w.])[rRbBuUfFtT]{1,2}\Z")
_INDENT = re.compile(r"(?<=\n)[ \t]+")
_GLUED = re.compile(r'"(?!(?:if|else|in|is|and|or|not|for)\b)\w')
_BRACKET = re.compile(r"[()\[\]{}]")
_WORD = re.compile(r"[^\W\d]\w*")
_BRACES = re.compile(r"\{\{|\}\}|\{|\}")
_LONG = ('"""', "'''")
_CLOSES = {")": "(", "]": "[", "}": "{"}


class Literal(Struct, frozen=True):
    """A string: where it stands, its prefix as written, its quotes."""

    start: int
    end: int
    prefix: str
    quote: str


class Bracket(Struct, frozen=True):
    """A pair of brackets; `parent` is the index of the one around it, -1 at the top."""

    start: int
    end: int
    parent: int


class Statement(Struct, frozen=True):
    """A logical line: from its first character to the end of its last line; `spans` tells that it has several."""

    start: int
    end: int
    indent: int
    spans: bool


class Masked(Struct, frozen=True, dict=True):
    """`text` is the file with plain line ends; `code` has the same length, with strings as runs of `"` (their
    line ends too) and comments as runs of `#`.
    """

    path: str
    text: str
    code: str
    literals: tuple[Literal, ...]
    comments: tuple[tuple[int, int], ...]
    compact: str
    """The code with one character for each string and comment, and without indentation: to see soon whether
    something can be there at all.
    """

    @cached_property
    def words(self) -> Counter[str]:
        """How often each name and keyword is in the code."""
        return Counter(_WORD.findall(self.compact))

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Row and column, both from 1."""
        row = bisect_right(self._starts, offset)
        return row, offset - self._starts[row - 1] + 1

    def row_start(self, offset: int) -> int:
        """Where the line of the masked code begins that holds `offset`."""
        return self.code.rfind("\n", 0, offset) + 1

    def row_end(self, offset: int) -> int:
        """Where the line of the masked code ends that holds `offset`."""
        end = self.code.find("\n", offset)
        return len(self.code) if end < 0 else end

    @cached_property
    def brackets(self) -> tuple[Bracket, ...]:
        """All pairs, by their start. Raises ValueError when they do not match."""
        found: list[list[int]] = []
        open_ones: list[int] = []
        code = self.code
        for match in _BRACKET.finditer(code):
            char = match[0]
            if char in "([{":
                found.append([match.start(), -1, open_ones[-1] if open_ones else -1])
                open_ones.append(len(found) - 1)
                continue
            if not open_ones or code[found[open_ones[-1]][0]] != _CLOSES[char]:
                raise ValueError(f"{self.path}: brackets do not match")
            found[open_ones.pop()][1] = match.start()
        if open_ones:
            raise ValueError(f"{self.path}: brackets do not match")
        return tuple(Bracket(*pair) for pair in found)

    @cached_property
    def _bracket_starts(self) -> list[int]:
        return [bracket.start for bracket in self.brackets]

    def around(self, offset: int) -> Bracket | None:
        """The innermost pair around a character."""
        index = bisect_right(self._bracket_starts, offset - 1) - 1
        while index >= 0 and self.brackets[index].end < offset:
            index = self.brackets[index].parent
        return self.brackets[index] if index >= 0 else None

    def between(self, start: int, end: int) -> tuple[Bracket, ...]:
        """The pairs that begin in a stretch of the code."""
        starts = self._bracket_starts
        return self.brackets[bisect_left(starts, start) : bisect_left(starts, end)]

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Logical lines in their order, without blank ones and comments of their own."""
        return tuple(self._statements())

    def _statements(self) -> Iterator[Statement]:
        code, at = self.code, 0
        spans = [(b.start, b.end) for b in self.brackets if b.parent < 0 and "\n" in code[b.start : b.end]]
        spans.reverse()
        while at < len(code):
            end = self.row_end(at)
            first = end
            while True:
                while spans and spans[-1][0] < end:
                    end = max(end, self.row_end(spans.pop()[1]))
                if end and code[end - 1] == "\\" and end < len(code):
                    end = self.row_end(end + 1)
                else:
                    break
            line = code[at:first]
            bare = line.lstrip(" \t\f")
            if bare and bare[0] != COMMENT:
                yield Statement(at, end, len(line) - len(bare), end > first)
            at = end + 1


def mask(source: Source) -> Masked | None:
    """The file with strings and comments filled up; None where they cannot be told apart for certain
    (broken strings or brackets, strings nested in others with the same quotes).
    """
    text = source.text.removeprefix(BOM).replace("\r\n", "\n")
    if "\r" in text or "\x00" in text:
        return None
    literals: list[Literal] = []
    comments: list[tuple[int, int]] = []
    parts: list[str] = []
    short: list[str] = []
    at = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if text[start] == COMMENT:
            comments.append((start, end))
        else:
            quote = text[start : start + 3] if text[start : start + 3] in _LONG else text[start]
            prefix = (
                _PREFIX.search(text, max(at, start - 3), start) if text[start - 1 : start].isalpha() else None
            )
            start = prefix.start() if prefix else start
            literals.append(Literal(start, end, prefix[0] if prefix else "", quote))
        code = text[at:start]
        char = STRING if text[end - 1] in "\"'" and text[start] != COMMENT else COMMENT
        parts += (code, char * (end - start))
        short += (code, char)
        at = end
    parts.append(text[at:])
    short.append(text[at:])
    code = "".join(parts)
    masked = Masked(
        source.path, text, code, tuple(literals), tuple(comments), _INDENT.sub("", "".join(short))
    )
    if (
        _GLUED.search(masked.compact)
        or "'" in code
        or masked.compact.count(STRING) != len(literals)
        or any(_nested(text, item) for item in literals)
    ):
        return None
    try:
        masked.brackets  # noqa: B018
    except ValueError:
        return None
    return masked


def _nested(text: str, literal: Literal) -> bool:
    """Whether a formatted string seems to end within one of its fields."""
    if "f" not in literal.prefix.lower() and "t" not in literal.prefix.lower():
        return False
    depth = 0
    for piece in _BRACES.findall(text, literal.start, literal.end):
        if len(piece) == 2 and not depth:
            continue
        depth += len(piece) if piece[0] == "{" else -len(piece)
        if depth < 0:
            return True
    return depth != 0
