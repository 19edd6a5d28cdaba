"""Styled text in rows of a terminal: wrapped by words, measured in columns, painted with codes of ECMA-48 (SGR)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from rich.cells import cell_len, chop_cells

Piece = tuple[str, str]
"""A text and its style: words such as `bold green`, or nothing."""
Row = list[Piece]

TAB = 4
_WORD = re.compile(r"\s*\S+\s*")
_CONTROL = dict.fromkeys(map(ord, "\a\b\v\f\r"))  # they would move the cursor
_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
    "cyan": "36",
}


def wrapped(pieces: Iterable[Piece], width: int) -> Iterator[Row]:
    """The text in rows of at most `width` columns, without blanks at their ends; an empty text is an empty row."""
    for line in _lines(pieces):
        text = plain(line)
        for start, end in pairwise((0, *_breaks(text, width), len(text))):
            yield list(_cut(line, start, start + len(text[start:end].rstrip())))


def plain(row: Row) -> str:
    """The text of a row."""
    return "".join(text for text, _ in row).translate(_CONTROL)


def painted(row: Row) -> str:
    """The row with its styles."""
    return "".join(_painted(*piece) for piece in row).translate(_CONTROL)


def _painted(text: str, style: str) -> str:
    codes = ";".join(_CODES[word] for word in style.split())
    return f"\x1b[{codes}m{text}\x1b[0m" if codes and text else text


def _lines(pieces: Iterable[Piece]) -> Iterator[Row]:
    """The lines of a text, tabs as blanks."""
    row: Row = []
    column = 0
    for text, style in pieces:
        for index, part in enumerate(text.translate(_CONTROL).split("\n")):
            if index:
                yield row
                row, column = [], 0
            part = _spaced(part, column)
            column += cell_len(part)
            row.append((part, style))
    yield row


def _spaced(text: str, column: int) -> str:
    found = ""
    head, tab, text = text.partition("\t")
    while tab:
        found += head
        found += " " * (TAB - (column + cell_len(found)) % TAB)
        head, tab, text = text.partition("\t")
    return found + head


def _breaks(text: str, width: int) -> Iterator[int]:
    """Where a row ends and the next begins: before a word that does not fit, and within one longer than a row."""
    used = 0
    for match in _WORD.finditer(text):
        word, start = match[0], match.start()
        needed = cell_len(word.rstrip())
        if used + needed <= width:
            used += cell_len(word)
            continue
        pieces = [word] if needed <= width else chop_cells(word, width)
        for piece in pieces:
            if start:
                yield start
            start += len(piece)
        used = cell_len(pieces[-1])


def _cut(row: Row, start: int, end: int) -> Iterator[Piece]:
    """The characters of a row from `start` to `end`."""
    at = 0
    for text, style in row:
        part = text[max(start - at, 0) : max(end - at, 0)]
        at += len(text)
        if part:
            yield part, style
