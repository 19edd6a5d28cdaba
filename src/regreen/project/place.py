"""Quote a place of a file as evidence."""

from __future__ import annotations

from regreen.model.finding import FileEvidence
from regreen.model.text import Source


def at(source: Source, offset: int) -> FileEvidence:
    """The line around a character offset, with its number and the column (both from 1)."""
    line, column = source.position(offset)
    return on_line(source, line, column)


def on_line(source: Source, line: int, column: int = 1) -> FileEvidence:
    """A line by its number (from 1), quoted without its indentation."""
    return FileEvidence(source.path, line, column, source.line(line).strip().removeprefix("\ufeff"))
