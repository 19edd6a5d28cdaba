"""Files that lie in the user's folder and that no commit has: what the `git add` of a fix would bring."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from regreen.model.finding import Fix
from regreen.patch.encoding import decode
from regreen.project.folder import inside, read_file
from regreen.project.ignore import Ignores
from regreen.project.tree import Tree

_SKIPPED = (".git", "__pycache__")
_MOST = 5000  # files of one folder that are added


class Untracked(Struct, frozen=True):
    """The folder on disk; None where nothing of it may be used."""

    root: Path | None = None

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where it is not here, or lies behind a link."""
        if (
            self.root is None
            or path.startswith("/")
            or ".." in path.split("/")
            or not inside(self.root, path)
        ):
            return None
        return read_file(self.root / path)

    def text(self, path: str) -> str | None:
        """The text of such a file."""
        data = self.read(path)
        decoded = decode(data) if data is not None else None
        return decoded.text if decoded is not None else None

    def files(self, path: str) -> Iterator[str]:
        """The file, or every one below the folder."""
        if self.read(path) is not None:
            yield path
        elif self.root is not None and inside(self.root, path) and (self.root / path).is_dir():
            found = 0
            for folder, folders, names in os.walk(self.root / path):
                folders[:] = sorted(name for name in folders if name not in _SKIPPED)
                for name in sorted(names):
                    found += 1
                    if found > _MOST:
                        return
                    yield (Path(folder) / name).relative_to(self.root).as_posix()


def to_add(fix: Fix) -> list[str]:
    """The paths that the commands of a fix would `git add`; of nothing else is anything carried out."""
    found: list[str] = []
    for command in fix.commands:
        try:
            words = shlex.split(command)
        except ValueError:
            continue
        if words[:2] == ["git", "add"] and not any(word.startswith("-") for word in words[2:]):
            found += words[2:]
    return found


def added(fix: Fix, tree: Tree, untracked: Untracked) -> dict[str, bytes]:
    """The files that a fix adds to a tree in which its edits are made already: those that nothing ignores there."""
    ignores = Ignores(tree)
    found: dict[str, bytes] = {}
    for path in to_add(fix):
        for file in untracked.files(path.rstrip("/")):
            data = untracked.read(file) if file not in tree and ignores.hides(file) is None else None
            if data is not None:
                found[file] = data
    return found


def lacking(fix: Fix, tree: Tree, untracked: Untracked) -> list[str]:
    """The paths of which nothing is here to be added, and which no commit has."""
    return [
        path
        for path in to_add(fix)
        if not tree.exists(path.rstrip("/")) and next(untracked.files(path.rstrip("/")), None) is None
    ]
