"""Everything of a repository that can be read at a revision, as one hash."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from msgspec import Struct

from regreen.model.errors import InputError
from regreen.project.git import INDEX, WORKTREE, Repository, find_repository


class Identity(Struct, frozen=True):
    """The hash of files, history, settings and names of branches; `folder` is the working tree around them, if any
    counts.
    """

    digest: str
    folder: Path | None = None

    def lies(self, path: str) -> bool:
        """Whether something lies at a path of the working tree."""
        return self.folder is not None and os.path.lexists(self.folder / path)


def identity(path: Path, revision: str = INDEX) -> Identity | None:
    """The identity of the repository around `path`, as `open_tree` would read it.

    None where no hash can stand for all of it: a plain folder, files as they lie on the disk, a clone that lacks
    objects, a repository that git cannot read.
    """
    if revision == WORKTREE or find_repository(path) is None:
        return None
    repository = Repository.open(path)
    staged = revision == INDEX and not repository.bare
    try:
        parts = _parts(repository, "HEAD" if revision == INDEX else revision, staged=staged)
    except InputError:
        return None
    if parts is None:
        return None
    digest = hashlib.sha256()
    for part in (b"index" if staged else b"commit", *parts):
        digest.update(b"%d:" % len(part) + part)
    return Identity(digest.hexdigest(), repository.root if staged else None)


def _parts(repository: Repository, revision: str, *, staged: bool) -> tuple[bytes, ...] | None:
    settings = _settings(repository)
    if _lacks_objects(settings):
        return None
    history = _history(repository, revision)
    if not staged and not history:
        return None
    commit = history.split()[-1].decode() if history else ""
    listing = ("ls-files", "-s", "-z") if staged else ("ls-tree", "-r", "-z", "--full-tree", commit)
    branches = repository.git("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes")
    return settings, history, branches, repository.git(*listing)


def _history(repository: Repository, revision: str) -> bytes:
    """The commit, and whether what went before it is all there; empty where there is no such commit."""
    wanted = ("--is-shallow-repository", "--end-of-options", f"{revision}^{{commit}}")
    try:
        return repository.git("rev-parse", *wanted)
    except InputError:
        return b""


def _settings(repository: Repository) -> bytes:
    """The repository's own settings: the addresses of its remotes are among them."""
    try:
        return (repository.git_dir / "config").read_bytes()  # a quarter of the time that git takes for it
    except OSError:
        return repository.git("config", "--local", "--list")


def _lacks_objects(settings: bytes) -> bool:
    """Whether the clone is a partial one: what is missing today may be there tomorrow."""
    return any(word in settings.lower() for word in (b"promisor", b"partialclone", b"[include"))
