"""How statements are broken into lines, as black and ruff's formatter do it.

What fits on one line stands on one, unless a comma behind the last element keeps it apart. What does not fit is broken
behind an opening bracket: the contents on one line of their own, or each element on one, then with a comma behind the
last. Source: black's documentation "The Black code style", sections on wrapping lines and on the magic trailing comma.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from regreen.project.style.long_lines import called, commas
from regreen.project.style.mask import COMMENT, Bracket, Masked, Statement
from regreen.project.style.options import RUFF, Drift, Style

_TRAILING = re.compile(r",\s*[)\]}]")
_ENDS_OPEN = re.compile(
    r"(?:[+\-%&|^<>=.@:]|(?<![,(] )(?<!\()[*/]"
    r"|(?<![\w.])(?:and|or|not|in|is|if|else|for|lambda|await|yield|from|import|as))$"
)
_CALL_END = re.compile(r"[\w)\]\"]$")


class Shapes(Struct, frozen=True):
    """Looks at the statements of one file."""

    masked: Masked
    style: Style

    def drifts(self) -> Iterator[Drift]:
        """What would be broken into lines otherwise, one place for each statement."""
        for statement in self.masked.statements:
            if statement.spans:
                yield from self._spanning(statement)
            else:
                yield from self._single(statement)

    def _single(self, statement: Statement) -> Iterator[Drift]:
        """A statement on one line."""
        code, start, end = self.masked.code, statement.start, statement.end
        if _COMMA_KEPT.search(code, start, end) and self.style.magic_comma:
            yield from self._kept_apart(start, end)

    def _kept_apart(self, start: int, end: int) -> Iterator[Drift]:
        code = self.masked.code
        for bracket in self._brackets(start, end):
            if code[bracket.end - 1] == "," and self._magic(bracket):
                yield Drift(bracket.start, "a comma behind the last element, and all on one line")
                return

    def _magic(self, bracket: Bracket) -> bool:
        """Whether a trailing comma of this pair keeps its elements apart."""
        code = self.masked.code
        called = bool(_CALL_END.search(code, max(0, bracket.start - 1), bracket.start))
        if code[bracket.start] == "[":
            return not called
        if code[bracket.start] == "{" or called:
            return True
        return len(commas(self.masked, bracket)) > 1

    def _spanning(self, statement: Statement) -> Iterator[Drift]:
        """A statement on several lines."""
        masked, start, end = self.masked, statement.start, statement.end
        if "\\" in masked.code[start:end] or masked.text.count("\n", start, end) != masked.code.count(
            "\n", start, end
        ):
            return
        remarks = COMMENT in masked.code[start:end]
        if not remarks and self._fits(start, end, statement.indent, 0):
            begin = start + statement.indent
            yield Drift(begin, "would fit on one line", (begin, end, self._flat(begin, end)))
            return
        for bracket in self._brackets(start, end):
            if "\n" in masked.code[bracket.start : bracket.end]:
                drift = self._broken(bracket)
                if drift is not None:
                    yield drift
                    return
        if not remarks:
            yield from self._ends(start, end)

    def _brackets(self, start: int, end: int) -> Iterator[Bracket]:
        return (bracket for bracket in self.masked.between(start, end))

    def _ends(self, start: int, end: int) -> Iterator[Drift]:
        """Lines that end where formatters never break."""
        at = start
        for line in self.masked.code[start:end].split("\n")[:-1]:
            last = at + len(line) - 1
            if _ENDS_OPEN.search(line) and not line.endswith("...") and not self._slice(last):
                yield Drift(last, "broken behind an operator")
                return
            at += len(line) + 1

    def _slice(self, offset: int) -> bool:
        around = self.masked.around(offset)
        return (
            around is not None and self.masked.code[around.start] == "[" and self.masked.code[offset] == ":"
        )

    def _broken(self, bracket: Bracket) -> Drift | None:
        """What is wrong with a pair of brackets on several lines."""
        masked = self.masked
        code, start, end = masked.code, bracket.start, bracket.end
        behind = code[start + 1 : masked.row_end(start)]
        if behind.strip(" \t#"):
            return Drift(start, "broken elsewhere than behind the bracket")
        if code[masked.row_start(end) : end].strip():
            return Drift(end, "the closing bracket stands on no line of its own")
        indent = _indent(code, masked.row_start(start))
        if self.style.indent and end - masked.row_start(end) != indent:
            return Drift(end, "the closing bracket is not below the line of the opening one")
        first = masked.row_end(start) + 1
        if (
            self.style.indent
            and code[first : first + indent + self.style.indent + 1].strip(" \t")
            and _indent(code, first) != indent + self.style.indent
        ):
            return Drift(first, "contents that are not one level deeper")
        return self._elements(bracket, indent + self.style.indent)

    def _elements(self, bracket: Bracket, indent: int) -> Drift | None:
        code = self.masked.code
        inner = code[bracket.start + 1 : bracket.end]
        if COMMENT in inner:
            return None
        cuts = commas(self.masked, bracket)
        last = inner.rstrip()
        stop = bracket.start + 1 + len(last)
        pieces = list(zip([bracket.start + 1, *(comma + 1 for comma in cuts)], [*cuts, stop], strict=True))
        pieces = [(a, b) for a, b in pieces if code[a:b].strip()]
        broken = sum("\n" in code[a:b][: _blank(code[a:b])] for a, b in pieces)
        if code[bracket.start] == "[" and _CALL_END.search(code, max(0, bracket.start - 1), bracket.start):
            return None  # subscripts have rules of their own
        if last.endswith(","):
            if broken < len(pieces) and self.style.magic_comma:
                return Drift(bracket.start, "a comma behind the last element, and several on one line")
        elif len(pieces) > 1:
            if broken == len(pieces) and not any(code[a:b].lstrip().startswith("*") for a, b in pieces):
                return Drift(
                    stop - 1, "no comma behind the last element", self._closed(bracket, indent, stop)
                )
            if 0 < broken < len(pieces) and (broken > 1 or self._apart(bracket)):
                return Drift(
                    next(a for a, b in pieces if "\n" not in code[a:b][: _blank(code[a:b])]),
                    "some elements on one line, others not",
                )
        if broken == len(pieces):
            for a, b in pieces:
                if "\n" in code[a:b].strip():
                    begin = a + len(code[a:b]) - len(code[a:b].lstrip())
                    if self._fits(begin, b, indent, len(pieces) > 1 or last.endswith(",")):
                        stripped = begin + len(code[begin:b].rstrip())
                        return Drift(
                            begin, "would fit on one line", (begin, stripped, self._flat(begin, stripped))
                        )
        return None

    def _apart(self, bracket: Bracket) -> bool:
        """Whether the elements of a broken pair never share a line: those of lists, tuples, sets, dictionaries."""
        return self.style.magic_comma and not called(self.masked, bracket)

    def _closed(self, bracket: Bracket, indent: int, stop: int) -> tuple[int, int, str]:
        """A comma behind the last element; all of them on one line where they fit and nothing keeps them apart."""
        first = bracket.start + 1 + _blank(self.masked.code[bracket.start + 1 : stop])
        if not self._apart(bracket) and self._fits(first, stop, indent, 0):
            return first, stop, self._flat(first, stop)
        return stop, stop, ","

    def _fits(self, start: int, end: int, indent: int, more: int) -> bool:
        """Whether the code would fit on one line, and nothing keeps it apart."""
        code = self.masked.code[start:end]
        if _TRAILING.search(code) or COMMENT in code or (self.style.tool == RUFF and _STRINGS.search(code)):
            return False
        flat = self._flat(start, end)
        wide = 0 if flat.isascii() else sum(ord(char) > 127 for char in flat)
        return indent + len(flat) + wide + 2 * len(_POWERS.findall(code)) + more <= self.style.line_length

    def _flat(self, start: int, end: int) -> str:
        """The code on one line, as written but for the line breaks."""
        flat, at = "", start
        last = ""
        for line in self.masked.code[start:end].split("\n"):
            bare = line.strip()
            if bare:
                begin = at + len(line) - len(line.lstrip())
                tight = not flat or last in "([{" or bare[0] in ")]},."
                flat += ("" if tight else " ") + self.masked.text[begin : begin + len(bare)]
                last = bare[-1]
            at += len(line) + 1
        return flat


_POWERS = re.compile(r"[\w)\]\"]\*\*")
_STRINGS = re.compile(r'"\s+"')
_COMMA_KEPT = re.compile(r",[)\]}]")


def _blank(text: str) -> int:
    """How much white space a text begins with."""
    return len(text) - len(text.lstrip())


def _indent(code: str, start: int) -> int:
    """The width of the blanks that a line begins with."""
    at = start
    while code[at : at + 1] in (" ", "\t"):
        at += 1
    return at - start


def shapes(masked: Masked, style: Style) -> Iterator[Drift]:
    """Statements that would be broken into lines otherwise."""
    return Shapes(masked, style).drifts()
