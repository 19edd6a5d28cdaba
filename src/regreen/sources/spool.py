"""Bytes that arrive in pieces: kept in memory while they are few, on disk and mapped when they are many."""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Iterable
from types import TracebackType
from typing import IO, Self

from regreen.sources.logfile import Data

MEMORY_LIMIT = 8 * 1024 * 1024  # bytes


class Spool:
    """Collects bytes. Above `memory_limit` they move to a nameless temporary file, which disappears by
    itself with the mapping that `finish` returns.
    """

    def __init__(self, memory_limit: int = MEMORY_LIMIT) -> None:
        self.size = 0
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(memory_limit)  # noqa: SIM115
        self._memory_limit = memory_limit

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, chunk: bytes) -> None:
        """Append a piece."""
        self._file.write(chunk)
        self.size += len(chunk)

    def finish(self) -> Data:
        """All bytes written so far; the spool takes no more afterwards."""
        self._file.seek(0)
        if self.size <= self._memory_limit:
            return self._file.read()
        self._file.flush()
        return mmap.mmap(self._file.fileno(), self.size, access=mmap.ACCESS_READ)


def spool(chunks: Iterable[bytes], memory_limit: int = MEMORY_LIMIT) -> Data:
    """All pieces, joined."""
    with Spool(memory_limit) as collected:
        for chunk in chunks:
            collected.write(chunk)
        return collected.finish()
