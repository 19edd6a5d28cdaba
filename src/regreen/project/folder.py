"""A plain folder without git as a tree: everything in it counts, as far as anybody can tell."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from regreen.project.tree import LINK, REGULAR, SIZE_LIMIT, Tree

_FILE_LIMIT = 200_000
_SKIPPED = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".tox", ".nox", ".eggs", ".idea"}
    | {".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".direnv", "site-packages"}
)


def folder_tree(root: Path) -> Tree:
    """The files of a folder, without virtual environments, caches and installed packages."""
    modes = dict(_walk(root))
    links = frozenset(path for path, mode in modes.items() if mode == LINK)

    def reader(path: str) -> bytes | None:
        if path in links:
            return os.fsencode((root / path).readlink())
        return read_file(root / path) if inside(root, path) else None

    return Tree(modes, reader, revision="", tracked=False)


def _walk(root: Path) -> Iterator[tuple[str, int]]:
    count = 0
    for folder, directories, files in os.walk(root, followlinks=False):
        here = Path(folder).relative_to(root)
        linked = [name for name in directories if (root / here / name).is_symlink()]
        directories[:] = sorted(
            name
            for name in directories
            if name not in _SKIPPED and name not in linked and not _is_environment(root / here / name)
        )
        for name in sorted(files) + linked:
            count += 1
            if count > _FILE_LIMIT:
                return
            yield (here / name).as_posix(), LINK if (root / here / name).is_symlink() else REGULAR


def _is_environment(folder: Path) -> bool:
    return (folder / "pyvenv.cfg").exists() or (folder / "conda-meta").exists()


def inside(root: Path, path: str) -> bool:
    """Whether no directory of `path` is a symbolic link, so that the file lies below `root`."""
    folder = root
    for part in PurePosixPath(path).parts[:-1]:
        folder = folder / part
        if folder.is_symlink():
            return False
    return True


def read_file(file: Path) -> bytes | None:
    """The bytes of a regular file that is no symbolic link and not larger than `SIZE_LIMIT`."""
    try:
        facts = file.lstat()
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > SIZE_LIMIT:
            return None
        return file.read_bytes()
    except OSError:
        return None
