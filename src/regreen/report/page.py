"""A page of styled, wrapped lines for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct
from rich.cells import cell_len, set_cell_size

from regreen.report.rows import TAB, Piece, Row, painted, plain, wrapped

NARROWEST = 30  # columns; a screen with fewer wraps by itself
_WORD = re.compile(r"""(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|\S)+""")  # a word of a shell command, quotes and all


class Marks(Struct, frozen=True):
    """The characters that a page draws with."""

    bar: str = "│"
    dot: str = "·"
    arrow: str = "›"
    more: str = "…"
    gap: str = "⋮"

    @classmethod
    def ascii(cls) -> Marks:
        """Marks for an encoding that has no others."""
        return cls("|", "-", ">", "...", ":")


class Page:
    """Lines that never run over `width` columns (at least `NARROWEST`); wide characters count two. `ascii_only`
    draws with ASCII characters.
    """

    def __init__(self, *, width: int, colour: bool, ascii_only: bool) -> None:
        self.width = width = max(width, NARROWEST)
        self.marks = Marks.ascii() if ascii_only else Marks()
        self._colour = colour
        self._lines: list[Row] = []

    def blank(self) -> None:
        """An empty line."""
        self._lines.append([])

    def text(self, text: str, style: str = "", *, first: str = "", left: int = 0) -> None:
        """Wrapped text; `first` stands before it, and the following rows below the text."""
        hang = min(cell_len(first), 10)
        self._rows([(text, style)], (first, "dim" if style == "dim" else ""), " " * hang, left)

    def parts(self, parts: Iterable[tuple[str, str]], *, left: int = 0) -> None:
        """Wrapped text of several styles."""
        self._rows(parts, ("", ""), "  ", left)

    def quoted(self, text: str, gutter: str, *, left: int, rows: int | None, style: str = "") -> None:
        """A quoted line behind its gutter: blanks are kept, and more than `rows` rows are cut."""
        space = max(self.width - left - cell_len(gutter), 8)
        chunks = _chunks(text.expandtabs(TAB), space, rows, self.marks.more)
        bar = gutter.strip()[-1:]
        after = " " * (cell_len(gutter) - 2) + (bar if bar == self.marks.bar else " ") + " "
        for index, chunk in enumerate(chunks):
            head = " " * left + (gutter if index == 0 else after)
            self._lines.append([(head, "dim"), (chunk, style)])

    def command(self, command: str, *, left: int) -> None:
        """A shell command; where it is too long, it goes on in the next row as a shell would read it."""
        margin = " " * min(left, self.width // 4)
        space = self.width - len(margin) - 4
        row = ""
        rows: list[str] = []
        for word in _WORD.findall(command):
            if row and cell_len(row) + 1 + cell_len(word) > space:
                rows.append(row + " \\")
                row = ""
            pieces = _chunks(word, space, None, "")
            rows += pieces[:-1]
            row = f"{row} {pieces[-1]}".strip()
        for index, text in enumerate([*rows, row]):
            self._lines.append([(margin + ("  " if index else "$ "), ""), (text, "bold")])

    def finished(self) -> str:
        """Everything on the page."""
        written = painted if self._colour else plain
        return "".join(written(row).rstrip() + "\n" for row in self._lines)

    def _rows(self, body: Iterable[Piece], first: Piece, after: str, left: int) -> None:
        """The first row hangs behind `first`, the others behind `after`."""
        margin = " " * min(left, self.width // 4)
        space = max(self.width - len(margin) - max(cell_len(first[0]), len(after)), 10)
        for index, row in enumerate(wrapped(body, space)):
            self._lines.append([(margin, ""), first if index == 0 else (after, ""), *row])


def _chunks(text: str, space: int, rows: int | None, more: str) -> list[str]:
    """A text in rows of at most `space` columns."""
    found: list[str] = []
    while cell_len(text) > space:
        if rows is not None and len(found) == rows - 1:
            return [*found, set_cell_size(text, space - len(more)).rstrip() + more]
        row = _head(text, space)
        found.append(row)
        text = text[len(row) :]
    return [*found, text]


def _head(text: str, space: int) -> str:
    """As much of a text as fits into `space` columns; at least one character."""
    used = 0
    for index, character in enumerate(text):
        used += cell_len(character)
        if used > space:
            return text[: max(index, 1)]
    return text
