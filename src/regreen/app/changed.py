"""The files that a change is about."""

from __future__ import annotations

import os
from pathlib import Path

from regreen.model.errors import InputError
from regreen.project.commit import staged
from regreen.project.git import Repository


def changed_files(folder: Path, since: str = "", revision: str | None = None) -> frozenset[str]:
    """Paths that are staged; with `since` those that differ from where this history left that commit's, up to the
    index or `revision`. Raises `InputError` when there is no repository or no such commit.
    """
    repository = Repository.open(folder)
    if not since:
        if revision is not None or repository.bare:
            raise InputError("--changed alone means staged files; beside --rev, name a commit: --changed REV")
        return frozenset(staged(repository))
    base = _base(repository, since, revision)
    if revision is None and not repository.bare:
        words = ["diff-index", "--cached", base]
    else:
        words = ["diff-tree", "-r", base, repository.commit(revision or "HEAD")]
    listing = repository.git(words[0], "--name-only", "--no-renames", "-z", *words[1:])
    return frozenset(os.fsdecode(path) for path in listing.split(b"\0") if path)


def _base(repository: Repository, since: str, revision: str | None) -> str:
    """Where the two histories parted; the commit itself when they have nothing in common."""
    commit = repository.commit(since)
    try:
        found = repository.git("merge-base", commit, repository.commit(revision or "HEAD"))
    except InputError:
        return commit
    return found.decode().split("\n")[0] or commit
