"""The lines of a unified diff with what they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

Kind = Literal["file", "hunk", "added", "removed", "same"]


def lines_of_diff(lines: Sequence[str]) -> Iterator[tuple[str, Kind]]:
    """Each line with its kind. A removed line that starts with two hyphens is no file's head."""
    in_hunk = False
    for line, following in pairwise([*lines, ""]):
        if line.startswith("@@"):
            in_hunk = True
            yield line, "hunk"
            continue
        if line.startswith("diff --git ") or (line.startswith("--- ") and following.startswith("+++ ")):
            in_hunk = False
        yield line, _kind(line) if in_hunk else "file"


def _kind(line: str) -> Kind:
    return "added" if line.startswith("+") else "removed" if line.startswith("-") else "same"
