"""Logs, named by the SHA-256 of their bytes: packed files beside the database, each written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zlib
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from regreen.model.errors import StoreError

LEVEL = 6  # of zlib: about an eighth is left of a log
_OLD = 3600.0  # seconds after which a half-written file belongs to nobody


def digest_of(data: bytes) -> str:
    """The name of a log."""
    return hashlib.sha256(data).hexdigest()


def packed(data: bytes) -> bytes:
    """The bytes as they are kept."""
    return zlib.compress(data, LEVEL)


def unpacked(kept: bytes, digest: str, size: int) -> bytes:
    """The bytes again. Raises `StoreError` where they are not what was kept."""
    try:
        reader = zlib.decompressobj()
        data = reader.decompress(kept, size + 1)
    except zlib.error:
        data = b""
    if len(data) != size or digest_of(data) != digest:
        raise StoreError(f"the log {digest[:12]} in the history is damaged")
    return data


class Folder:
    """The packed files: `ab/cdef…` below `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, digest: str, data: bytes) -> None:
        """Keep packed bytes under a name; nothing is done where they are there."""
        path = self.path(digest)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise

    def read(self, digest: str) -> bytes:
        """The packed bytes. Raises `StoreError` where they are gone."""
        try:
            return self.path(digest).read_bytes()
        except OSError as error:
            raise StoreError(f"the log {digest[:12]} cannot be read: {error.strerror}") from None

    def path(self, digest: str) -> Path:
        """Where a log lies."""
        return self.root / digest[:2] / digest[2:]

    def sweep(self, kept: Collection[str], now: float) -> int:
        """Remove all others, and what a process that died left half-written; the number of logs that are gone."""
        gone = 0
        for path in self.root.glob("*/*"):
            name = path.parent.name + path.name
            half = path.name.startswith(".new-")
            with suppress(OSError):
                if (half and now - path.stat().st_mtime > _OLD) or (not half and name not in kept):
                    path.unlink()
                    gone += not half
        return gone
