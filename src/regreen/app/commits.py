"""Fixes as commits: one for each cause, whose message says why."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from regreen.app.untracked import to_add
from regreen.logs.mask import mask
from regreen.model.errors import InputError, RegreenError
from regreen.model.finding import AnnotationEvidence, Evidence, FileEvidence
from regreen.model.repair import Held, Offer
from regreen.model.text import Edit, Source, Span
from regreen.patch.apply import apply_all
from regreen.patch.write import write
from regreen.project.commit import Committer, can_commit
from regreen.project.git import Repository

_SUBJECT = 72  # characters
_PIECES = 6  # pieces of evidence in a message
_QUOTE = 160  # characters of one of them


class Committed(Struct, frozen=True):
    """What was committed, and what was not, with the reason."""

    applied: tuple[Offer, ...]
    held: tuple[Held, ...]
    subjects: tuple[str, ...]
    files: tuple[str, ...]


def check_index(repository: Repository) -> None:
    """Raise `InputError` when a commit made now would hold more than the fixes."""
    if not can_commit(repository.git_dir):
        raise InputError("a merge or rebase waits to be finished; commit the fixes after it")
    if waiting := Committer(repository).staged():
        more = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
        raise InputError(
            f"{waiting[0]}{more} is staged and would be part of the commit; commit or unstage it first"
        )


def commit_all(
    repository: Repository, sources: dict[str, Source], offers: Sequence[Offer], branch: str = ""
) -> Committed:
    """Write and commit each fix. The first that git or a hook refuses is put back, and those after it are held."""
    committer = Committer(repository)
    former = repository.branch()
    if branch:
        committer.branch(branch)
    done: list[Offer] = []
    subjects: list[str] = []
    files: dict[str, None] = {}
    for number, offer in enumerate(offers):
        try:
            paths = _one(committer, repository.root, sources, done, offer)
        except RegreenError as error:
            held = [Held(left.finding, f"not committed: {error}", left.fix) for left in offers[number:]]
            if branch and not done:
                with contextlib.suppress(InputError):
                    committer.leave(branch, former)
            return Committed(tuple(done), tuple(held), tuple(subjects), tuple(sorted(files)))
        done.append(offer)
        subjects.append(subject(offer))
        files.update(dict.fromkeys(paths))
    return Committed(tuple(done), (), tuple(subjects), tuple(sorted(files)))


def _one(
    committer: Committer, root: Path, sources: dict[str, Source], done: Sequence[Offer], offer: Offer
) -> list[str]:
    """Write one more fix on top of those that are done, and commit its files."""
    before = _texts(sources, done)
    after = _texts(sources, [*done, offer])
    changed = [path for path in after if after[path] != before.get(path)]
    steps = [_whole(path, before.get(path, _text(sources, path)), after[path]) for path in changed]
    write(root, steps)
    paths = [*changed, *(path for path in to_add(offer.fix) if path not in changed)]
    try:
        committer.commit(paths, message(offer))
    except InputError:
        _put_back(root, sources, before, after, changed)
        raise
    return changed


def _put_back(
    root: Path, sources: dict[str, Source], before: dict[str, str], after: dict[str, str], changed: list[str]
) -> None:
    """Undo what was written, unless a hook has rewritten it: that is not ours to undo."""
    for path in changed:
        with contextlib.suppress(RegreenError, OSError):
            if path not in sources and path not in before:
                (root / path).unlink()
            else:
                write(root, [_whole(path, after[path], before.get(path, _text(sources, path)))])


def _texts(sources: dict[str, Source], offers: Sequence[Offer]) -> dict[str, str]:
    edits = list(dict.fromkeys(edit for offer in offers for edit in offer.fix.edits))
    return {path: source.text for path, source in apply_all(sources, edits).items()}


def _text(sources: dict[str, Source], path: str) -> str:
    return sources[path].text if path in sources else ""


def _whole(path: str, old: str, new: str) -> Edit:
    return Edit(Span(path, 0, len(old)), old, new)


def subject(offer: Offer) -> str:
    """The first line of a commit."""
    title = mask(" ".join(offer.fix.title.split()))
    return title if len(title) <= _SUBJECT else title[: _SUBJECT - 1].rstrip() + "…"


def message(offer: Offer) -> str:
    """The whole message: what was done, the cause, the rule and the evidence."""
    finding = offer.finding
    rows = [
        subject(offer),
        "",
        f"Cause: {' '.join(finding.title.split())}",
        f"Rule: {finding.rule} ({finding.category})",
    ]
    rows += ["Evidence:", *(f"- {_piece(piece)}" for piece in finding.evidence[:_PIECES])]
    return mask("\n".join(_plain(row) for row in rows)) + "\n"


def _piece(piece: Evidence) -> str:
    if isinstance(piece, AnnotationEvidence):
        return f"annotation of {piece.job}: {piece.text[:_QUOTE]}"
    where = piece.path if isinstance(piece, FileEvidence) else piece.file
    return f"{where}:{piece.line}: {piece.text.strip()[:_QUOTE]}"


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
