"""The tracked files in a folder of ours."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from regreen.project.tree import EXECUTABLE, REGULAR, Tree

_FILES, _BYTES = 20_000, 200_000_000


def copied(tree: Tree, paths: Iterable[str], folder: Path) -> tuple[str, ...]:
    """Write files below `folder`; links and submodules are left out, so that nothing leads out of it."""
    done: list[str] = []
    size = 0
    for path in paths:
        parts = PurePosixPath(path).parts
        if tree.modes.get(path) not in (REGULAR, EXECUTABLE) or not _inside(parts):
            continue
        data = tree.read(path)
        size += len(data) if data is not None else 0
        if data is None or size > _BYTES or len(done) >= _FILES:
            continue
        target = folder.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        if tree.modes.get(path) == EXECUTABLE:
            target.chmod(0o755)
        done.append(path)
    return tuple(done)


def _inside(parts: tuple[str, ...]) -> bool:
    return bool(parts) and not any(part in ("..", "/", "") or part.lower() == ".git" for part in parts)
