"""The files on disk that a fix would write, and what speaks against writing them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from regreen.model.errors import InputError
from regreen.model.finding import Fix
from regreen.project.folder import inside
from regreen.project.git import INDEX, WORKTREE, Repository, find_repository, open_tree
from regreen.project.tree import LINK, Tree

FORCE = "--force"


class Worktree(Struct, frozen=True):
    """A working tree, or a plain folder: then `index` is None, and nobody knows what was changed in it."""

    root: Path
    tree: Tree
    index: Tree | None = None
    repository: Repository | None = None

    @classmethod
    def open(cls, folder: Path) -> Worktree:
        """The working tree around a folder. Raises `InputError` when there is none, as in a bare repository."""
        root = find_repository(folder)
        if root is None:
            return cls(folder, open_tree(folder))
        repository = Repository.open(folder)
        if repository.bare:
            raise InputError(
                f"{root}: a bare repository has no working tree to write to; --diff shows the patch"
            )
        return cls(root, repository.tree(WORKTREE), repository.tree(INDEX), repository)

    def objection(self, fix: Fix, *, force: bool = False) -> tuple[str, str]:
        """Why the files of a fix must not be written, and the option that lets it; two empty texts when they may."""
        for path in dict.fromkeys(edit.span.path for edit in fix.edits):
            reason, release = self._objection(path)
            if reason and not (force and release == FORCE):
                return f"{path} {reason}", release
        return "", ""

    def _objection(self, path: str) -> tuple[str, str]:
        file = self.root / path
        if file.is_symlink() or self.tree.modes.get(path) == LINK or not inside(self.root, path):
            return "is or lies behind a symbolic link", ""
        if path not in self.tree:
            if self.index is not None and path in self.index:
                return "was deleted, but not from the index", ""
            return ("lies there, but is not tracked", "") if file.exists() else ("", "")
        if self._dirty(path):
            return "has changes that are not staged", FORCE
        return ("is read-only", FORCE) if not file.stat().st_mode & 0o222 else ("", "")

    def _dirty(self, path: str) -> bool:
        """Whether the file differs from the index by more than its line ends (git may have converted those)."""
        if self.index is None:
            return False
        staged, lies = self.index.read(path), self.tree.read(path)
        return staged != lies and _lines(staged) != _lines(lies)


@lru_cache(maxsize=8)
def _lines(data: bytes | None) -> bytes | None:
    return data.replace(b"\r\n", b"\n") if data is not None else None
