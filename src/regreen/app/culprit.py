"""A commit that is to blame: who, when, what, and which lines of its diff the cause speaks of."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from msgspec import Struct

from regreen.app.judgement import Witness
from regreen.model.bisection import Culprit
from regreen.model.errors import InputError
from regreen.model.finding import FileEvidence
from regreen.project.git import Repository
from regreen.project.tree import Tree

_SHOWN = 8  # lines of the diff that are named
_LONGEST = 2000  # characters of a line that is looked at
_EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # git's empty tree
_DIFF = (
    "diff", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "-U0", "--src-prefix=a/", "--dst-prefix=b/",
)  # fmt: skip
_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)")
_PLACE = re.compile(r"(?P<path>[\w.-][\w./-]{0,200}):(?P<line>\d{1,7})\b")
_NAME = re.compile(r"[A-Za-z_]\w{2,80}")
_DEFINED = re.compile(r"\b(?:def|class|function)\s+(\w+)")


class Changed(Struct, frozen=True):
    """A line of a diff; `inside` is the heading of its hunk: the function that git thinks it is in."""

    path: str
    line: int
    text: str
    added: bool
    inside: str = ""

    @property
    def evidence(self) -> FileEvidence:
        """The line as evidence."""
        column = len(self.text) - len(self.text.lstrip()) + 1
        return FileEvidence(self.path, self.line, column, self.text.strip())


def culprit_of(repository: Repository, commit: str, witness: Witness | None) -> Culprit:
    """Everything about a commit; `witness` is the cause as the commit itself showed it."""
    fields = _text(repository.git("show", "-s", "--no-notes", "--format=%an%x00%aI%x00%s", commit)).split(
        "\0"
    )
    author, date, subject = (part.strip() for part in fields[:3])
    parent = _parent(repository, commit)
    names = _text(repository.git("diff", "--name-only", "--no-renames", "-z", parent, commit))
    files = tuple(path for path in names.split("\0") if path)
    chosen: list[Changed] = []
    if witness is not None:
        lines = list(changes(repository, parent, commit))
        chosen = _spoken_of(lines, witness, repository.tree(commit))
    return Culprit(
        commit,
        author,
        date,
        subject,
        files,
        tuple(line.evidence for line in chosen if line.added),
        tuple(line.evidence for line in chosen if not line.added),
    )


def changes(repository: Repository, parent: str, commit: str) -> Iterator[Changed]:
    """The lines that a commit adds and removes, compared with its first parent."""
    old = new = 0
    inside = path = ""
    for line in _text(repository.git(*_DIFF, parent, commit)).split("\n"):
        if hunk := _HUNK.match(line):
            old, new, inside = int(hunk[1]), int(hunk[2]), hunk[3]
        elif line.startswith(("--- a/", "+++ b/")) and not (old or new):
            path = line[6:].rstrip("\t")
        elif line.startswith("diff --git "):
            old = new = 0
        elif line.startswith("+") and new:
            yield Changed(path, new, line[1:_LONGEST], True, inside)
            new += 1
        elif line.startswith("-") and old:
            yield Changed(path, old, line[1:_LONGEST], False, inside)
            old += 1


def _spoken_of(lines: list[Changed], witness: Witness, tree: Tree) -> list[Changed]:
    """The lines that the evidence names by place; else by a captured name; else by the function they are in, which
    the log or the line of code that it points at names.
    """
    places = {(path, line) for path, line, _ in witness.places}
    places |= {(m["path"], int(m["line"])) for text in witness.said for m in _PLACE.finditer(text)}
    by_place = [line for line in lines if line.added and (line.path, line.line) in places]
    if by_place:
        return by_place[:_SHOWN]
    by_word = [line for line in lines if any(_has(line.text, word) for word in witness.words)]
    if by_word:
        return by_word[:_SHOWN]
    sources = ((tree.source(path), line) for path, line in places)
    code = [source.line(line) for source, line in sources if source is not None]
    names = {name for text in (*witness.said, *code) for name in _NAME.findall(text[:_LONGEST])}
    return [line for line in lines if line.text.strip() and names & _functions(line)][:_SHOWN]


def _has(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _functions(line: Changed) -> set[str]:
    return set(_DEFINED.findall(f"{line.inside}\n{line.text}"))


def _parent(repository: Repository, commit: str) -> str:
    try:
        return repository.commit(f"{commit}^")
    except InputError:
        return _EMPTY


def _text(data: bytes) -> str:
    return os.fsdecode(data)
