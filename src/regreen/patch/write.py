"""Write edited files to disk: each one atomically, and all files of a set or none."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from msgspec import Struct

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source
from regreen.patch.apply import apply, by_path
from regreen.patch.encoding import decode, encode


class _Change(Struct, frozen=True):
    target: Path
    before: bytes | None  # None: a new file
    after: bytes
    mode: int


def write(root: Path, edits: Iterable[Edit]) -> tuple[str, ...]:
    """Apply edits to the files below `root`; the paths written, sorted.

    Every file keeps its mode, encoding and line ends. Raises `PatchError`, with nothing changed, when a
    path leaves `root`, goes through a symbolic link or into `.git`, when a file is binary, or when an edit
    does not fit; also when the disk refuses, after what had been replaced was put back.
    """
    changes = {path: _change(root, path, group) for path, group in sorted(by_path(edits).items())}
    done: list[_Change] = []
    staged: list[tuple[Path, _Change]] = []
    try:
        for change in changes.values():
            change.target.parent.mkdir(parents=True, exist_ok=True)
            staged.append((_stage(change.target, change.after, change.mode), change))
        for temporary, change in staged:
            temporary.replace(change.target)
            done.append(change)
    except OSError as error:
        _undo(done)
        raise PatchError(f"cannot write {error.filename or root}: {error.strerror or error}") from error
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)
    return tuple(changes)


def _change(root: Path, path: str, edits: list[Edit]) -> _Change:
    target = _inside(root, path)
    try:
        before: bytes | None = target.read_bytes()
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        before, mode = None, 0o666 & ~_umask()
    except OSError as error:
        raise PatchError(f"{path}: cannot be read ({error.strerror})") from error
    decoded = decode(before or b"")
    if decoded is None:
        raise PatchError(f"{path}: is a binary file")
    after = apply(Source(path, decoded.text), edits)
    return _Change(target, before, encode(after.text, decoded.encoding), mode)


def _inside(root: Path, path: str) -> Path:
    """The file of a relative path, refused when it could lie outside of `root`."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or "\\" in path or "\0" in path or ".." in parts:
        raise PatchError(f"{path!a} is not a path inside the repository")
    if any(part.lower() == ".git" for part in parts):
        raise PatchError(f"{path}: regreen writes nothing into .git")
    target = root
    for part in parts:
        target = target / part
        if target.is_symlink():
            raise PatchError(f"{path}: goes through a symbolic link")
    return target


def _stage(target: Path, data: bytes, mode: int) -> Path:
    handle, name = tempfile.mkstemp(prefix=".regreen-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _undo(changes: list[_Change]) -> None:
    for change in reversed(changes):
        with contextlib.suppress(OSError):
            if change.before is None:
                change.target.unlink()
            else:
                _stage(change.target, change.before, change.mode).replace(change.target)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
