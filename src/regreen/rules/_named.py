"""Names of files and folders in configurations: the one that is meant, written in place of the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.model.text import Edit, Span

if TYPE_CHECKING:
    from regreen.model.text import Source
    from regreen.rule import FileEvidence

_KINDS = {
    "the readme": re.compile(r"readme(?:\.(?:md|rst|txt|markdown))?", re.I),
    "the licence": re.compile(r"(?:licen[sc]e|copying)(?:\.(?:md|rst|txt))?", re.I),
}


def written(source: Source, place: FileEvidence, old: str, new: str) -> list[Edit]:
    """The edit of a quoted text on the line of a place; nothing where the line has it not once."""
    line = source.line(place.line)
    found = [index for quote in "\"'" for index in _all(line, f"{quote}{old}{quote}")]
    if len(found) != 1:
        return []
    start = source.offset(place.line) + found[0] + 1
    return [Edit(Span(source.path, start, start + len(old)), old, new)]


def _all(text: str, part: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(part), text)]


def same_kind(what: str, names: list[str]) -> list[str]:
    """Of the names of files those that are a readme, or a licence."""
    pattern = _KINDS.get(what)
    return [name for name in names if pattern is not None and pattern.fullmatch(name)]
