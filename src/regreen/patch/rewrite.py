"""A file as somebody else wrote it anew -> the edits that lead there, a group of changed lines each."""

from __future__ import annotations

from difflib import SequenceMatcher

from regreen.model.text import Edit, Source
from regreen.patch.lines import replacement


def rewritten(source: Source, text: str) -> list[Edit]:
    """The edits that turn a file into `text`; lines that are the same stay untouched."""
    old, new = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        replacement(source, starts[a], starts[b], "".join(new[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]
