"""The files that a change is about."""

from __future__ import annotations

import os
from pathlib import Path

from regreen.model.errors import InputError
from regreen.patch.antifix import Hidden, hidden_by
from regreen.project.commit import staged
from regreen.project.git import Repository


def changed_files(folder: Path, since: str = "", revision: str | None = None) -> frozenset[str]:
    """Paths that are staged; with `since` those that differ from where this history left that commit's, up to the
    index or `revision`. Raises `InputError` when there is no repository or no such commit.
    """
    repository = Repository.open(folder)
    if not since and revision is None and not repository.bare and not repository.head():
        return frozenset(staged(repository))
    listing = _compared(repository, since, revision, "--name-only", "-z")
    return frozenset(os.fsdecode(path) for path in listing.split(b"\0") if path)


def hidden_in_change(folder: Path, since: str = "", revision: str | None = None) -> list[Hidden]:
    """What the same change only hides: lowered gates, exit statuses thrown away, tests deleted or skipped."""
    repository = Repository.open(folder)
    if not repository.head():
        return []
    patch = _compared(repository, since, revision, "--patch", "--no-ext-diff", "--no-textconv", "--no-color")
    return hidden_by(patch.decode("utf-8", "replace"))


def _compared(repository: Repository, since: str, revision: str | None, *options: str) -> bytes:
    """What git tells of the change; no program that a repository configures is run for it."""
    if not since and (revision is not None or repository.bare):
        raise InputError("--changed alone means staged files; beside --rev, name a commit: --changed REV")
    base = _base(repository, since, revision) if since else "HEAD"
    if revision is None and not repository.bare:
        return repository.git("diff-index", "--cached", "--no-renames", *options, base)
    return repository.git(
        "diff-tree", "-r", "--no-renames", *options, base, repository.commit(revision or "HEAD")
    )


def _base(repository: Repository, since: str, revision: str | None) -> str:
    """Where the two histories parted; the commit itself when they have nothing in common."""
    commit = repository.commit(since)
    try:
        found = repository.git("merge-base", commit, repository.commit(revision or "HEAD"))
    except InputError:
        return commit
    return found.decode().split("\n")[0] or commit
