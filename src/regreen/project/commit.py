"""Commits in the working tree of the person who asked for them.

Reading a repository never runs anything of it (`regreen.project.git`); a commit is the person's own: their name, their
signature and their hooks hold, as if they had typed it.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from regreen.model.errors import InputError
from regreen.project.git import Repository

_TIMEOUT = 600  # seconds; hooks may run a test suite
NOBODY = ("regreen", "regreen@localhost")
_DROPPED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY")


class Committer(Struct, frozen=True):
    """Makes branches and commits in one repository."""

    repository: Repository

    def staged(self) -> tuple[str, ...]:
        """Paths whose staged content is not that of HEAD; all of them before the first commit."""
        return staged(self.repository)

    def branch(self, name: str) -> None:
        """Make a branch at HEAD and go there. Raises `InputError` when git refuses, as for a name that is taken."""
        if name.startswith("-"):
            raise InputError(f"{name!a} is no name of a branch")
        self._git("check-ref-format", "--branch", name)
        self._git("switch", "--quiet", "--no-track", "-c", name)

    def leave(self, name: str, former: str) -> None:
        """Go back from a branch without commits to the one before (none: HEAD was detached) and remove it."""
        self._git("switch", "--quiet", *([former] if former else ["--detach"]))
        self._git("branch", "--quiet", "-D", name)

    def commit(self, paths: Sequence[str], message: str) -> str:
        """Commit these paths as they lie there; the commit's hash. Raises `InputError` when git or a hook refuses;
        then nothing is staged.
        """
        try:
            self._git("add", "--", *paths)
            self._git("commit", "--quiet", "--file", "-", "--", *paths, text=message)
        except InputError:
            self._git("reset", "--quiet", "--", *paths)
            raise
        return self.repository.head()

    def free(self, name: str) -> None:
        """Raise `InputError` where a branch cannot be made: no name of one, or one that is taken."""
        if name.startswith("-"):
            raise InputError(f"{name!a} is no name of a branch")
        self._git("check-ref-format", "--branch", name)
        try:
            self._git("rev-parse", "--verify", "--quiet", f"refs/heads/{name}")
        except InputError:
            return
        raise InputError(f"there is a branch {name} already; give the result another name")

    def receive(self, source: Path, commit: str, branch: str) -> None:
        """Make a branch of a commit that another repository of this machine has; nothing is checked out."""
        self.free(branch)
        own = ("-c", "protocol.file.allow=always", "-c", "gc.auto=0", "-c", "fetch.recurseSubmodules=false")
        self._git(
            *own, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", str(source),
            f"{commit}:refs/heads/{branch}",
        )  # fmt: skip

    def apply(self, patch: str) -> None:
        """Write a unified diff to the working tree, all of it or nothing. Raises `InputError` where it does not fit."""
        self._git("apply", "--whitespace=nowarn", "-", text=patch)

    def _git(self, *words: str, text: str = "") -> None:
        asked(self.repository, *words, text=text)


def asked(repository: Repository, *words: str, text: str = "") -> str:
    """What a git command of the person prints, in their repository. Raises `InputError` with git's own words."""
    try:
        done = subprocess.run(
            ["git", "--no-pager", "--literal-pathspecs", *words],
            cwd=repository.root,
            env=_environment(),
            input=text.encode("utf-8", "surrogateescape"),
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except FileNotFoundError:
        raise InputError("git is not installed") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(f"git {words[0]} did not answer: {error}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().split("\n")
        raise InputError(f"git {words[0]}: {said[0] or 'refused'}")
    return os.fsdecode(done.stdout)


def identity(repository: Repository) -> tuple[str, str]:
    """Name and address of the person who commits; a name of ours where git knows none."""
    try:
        said = asked(repository, "var", "GIT_AUTHOR_IDENT")
    except InputError:
        return NOBODY
    name, _, rest = said.partition(" <")
    return (name, rest.partition(">")[0]) if name and rest else NOBODY


def staged(repository: Repository) -> tuple[str, ...]:
    """Paths whose content in the index is not that of HEAD; all of them before the first commit."""
    if not repository.head():
        listing = repository.git("ls-files", "-z")
    else:
        listing = repository.git("diff-index", "--cached", "--name-only", "--no-renames", "-z", "HEAD")
    return tuple(os.fsdecode(path) for path in listing.split(b"\0") if path)


def can_commit(folder: Path) -> bool:
    """Whether a merge, rebase or the like waits to be finished in a git directory."""
    waiting = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")
    return not any((folder / name).exists() for name in waiting)


def _environment() -> dict[str, str]:
    """The person's own, but for what a surrounding git command left there; git asks nothing on the terminal."""
    kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    return kept | {"GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C"}
