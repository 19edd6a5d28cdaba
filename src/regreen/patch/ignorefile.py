"""Edits of `.gitignore` files.

Source: gitignore(5): a slash at the start or in the middle ties a pattern to the file's own directory, and of
several matching lines the last one counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source
from regreen.patch.encoding import newline
from regreen.patch.lines import insertion, line_at, replacement


def anchor(source: Source, number: int) -> list[Edit]:
    """Tie the pattern on a line to the directory of the ignore file: `lib/` becomes `/lib/`.

    Raises `PatchError` when there is no pattern on the line or it is tied already.
    """
    line = line_at(source, number)
    body = line.text.rstrip() if line is not None else ""
    negation = body.startswith("!")
    if line is None or not body or body.startswith("#") or "/" in body.rstrip("/"):
        raise PatchError(f"{source.path}:{number}: there is no pattern that could be anchored")
    at = line.start + negation
    return [insertion(source, at, "/")]


def unhide(source: Source, paths: Iterable[str], *, after: int = 0) -> list[Edit]:
    """Add a negated pattern for each path (relative to the ignore file's directory; `/` at the end for a
    directory) after line `after`, or at the end of the file. A path below an ignored directory stays hidden:
    unhide the directory.
    """
    end = newline(source.text)
    added = [f"!/{_escaped(path)}" for path in paths]
    line = line_at(source, after)
    if line is not None:
        return [insertion(source, line.end, "".join(end + pattern for pattern in added))]
    lead = "" if not source.text or source.text.endswith("\n") else end
    return [insertion(source, len(source.text), lead + "".join(pattern + end for pattern in added))]


def remove(source: Source, number: int) -> list[Edit]:
    """Remove a line. Raises `PatchError` when there is no such line."""
    line = line_at(source, number)
    if line is None:
        raise PatchError(f"{source.path}: has no line {number}")
    return [replacement(source, line.start, line.following, "")]


def _escaped(path: str) -> str:
    special = "".join("\\" + char if char in "*?[\\" else char for char in path)
    return special[:-1] + "\\ " if special.endswith(" ") else special
