"""Answers that were given before, by the hash of their question."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

_LIMIT = 16_000_000  # bytes of one answer
_VERSION = "3"  # of what is stored; another one forgets everything older


def cache_folder(environment: Mapping[str, str] = os.environ, *, name: str = "probes") -> Path:
    """The user's folder for answers of a kind, after the XDG base directory specification."""
    base = environment.get("XDG_CACHE_HOME", "")
    root = Path(base) if base.startswith("/") else Path.home() / ".cache"
    return root / "regreen" / name


def key_of(parts: Iterable[str | bytes]) -> str:
    """The hash of a question; parts are kept apart."""
    digest = hashlib.sha256(_VERSION.encode())
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        digest.update(f"{len(data)}:".encode() + data)
    return digest.hexdigest()


class Cache:
    """Answers as bytes. A folder that cannot be written is a cache that remembers nothing.

    Of more than `most` answers the oldest go (0: none goes).
    """

    def __init__(self, folder: Path, *, most: int = 0) -> None:
        self._folder = folder
        self._most = most

    def get(self, key: str) -> bytes | None:
        """The answer, if there is one."""
        try:
            data = self._path(key).read_bytes()
        except OSError:
            return None
        return data if len(data) <= _LIMIT else None

    def put(self, key: str, answer: bytes) -> None:
        """Remember an answer, in one step: nobody ever reads half of it."""
        if len(answer) > _LIMIT:
            return
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                file.write(answer)
            Path(file.name).replace(path)
            if self._most:
                self._forget()
        except OSError:
            return

    def _forget(self) -> None:
        """Remove the oldest answers, and whatever a writer that was stopped has left."""
        known = [path for path in self._folder.glob("*/*") if path.is_file()]
        known.sort(key=lambda path: path.stat().st_mtime_ns)
        for path in known[: -self._most]:
            path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key
