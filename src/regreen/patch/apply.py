"""Apply edits to texts in memory: all of them fit, or none is applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source

_SHOWN = 60  # characters of a text quoted in an error


def apply(source: Source, edits: Iterable[Edit]) -> Source:
    """The text after all edits. The same edit given twice counts once; of insertions at one place whole lines above
    come first, then what goes into the line, then whole lines below, each in the order they were given.

    Raises `PatchError` when an edit belongs to another file, does not fit the text, or overlaps another.
    """
    pieces: list[str] = []
    done = 0
    for edit in in_order(edits):
        _check(source, edit, done)
        pieces += (source.text[done : edit.span.start], edit.new)
        done = edit.span.end
    pieces.append(source.text[done:])
    return Source(source.path, "".join(pieces))


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """The edits of one text as they follow each other, each once."""
    return sorted(dict.fromkeys(edits), key=lambda edit: (edit.span.start, edit.span.end, _level(edit)))


def _level(edit: Edit) -> int:
    """Of insertions at one place: lines above, words within the line, lines below."""
    below = edit.new.startswith(("\n", "\r"))
    return 2 if below else 0 if edit.new.endswith("\n") else 1


def apply_all(sources: Mapping[str, Source], edits: Iterable[Edit]) -> dict[str, Source]:
    """The changed files by path. A path that is not among `sources` is a new file, made by edits at 0..0.

    Raises `PatchError` when one edit of one file does not fit; then nothing is applied.
    """
    return {
        path: apply(sources.get(path) or Source(path, ""), group) for path, group in by_path(edits).items()
    }


def by_path(edits: Iterable[Edit]) -> dict[str, list[Edit]]:
    """The edits of each file, in the order they were given."""
    groups: dict[str, list[Edit]] = {}
    for edit in edits:
        groups.setdefault(edit.span.path, []).append(edit)
    return groups


def _check(source: Source, edit: Edit, done: int) -> None:
    span = edit.span
    if span.path != source.path:
        raise PatchError(f"an edit of {span.path} cannot be applied to {source.path}")
    if span.start < done:
        raise PatchError(f"{_place(source, span.start)}: two edits overlap")
    found = source.text[span.start : span.end]
    if found != edit.old or span.end > len(source.text):
        raise PatchError(f"{_place(source, span.start)}: expected {_quote(edit.old)}, found {_quote(found)}")


def _place(source: Source, offset: int) -> str:
    line, column = source.position(min(offset, len(source.text)))
    return f"{source.path}:{line}:{column}"


def _quote(text: str) -> str:
    return ascii(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")
