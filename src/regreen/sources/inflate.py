"""Compressed bytes made plain, within a budget."""

from __future__ import annotations

import functools
import importlib
import zlib
from collections.abc import Iterator
from types import ModuleType

from msgspec import Struct

from regreen.model.errors import ArchiveError
from regreen.sources.logfile import Data
from regreen.sources.spool import Spool

TOTAL_LIMIT = 4 * 1024**3  # bytes: no more plain text than this comes out of one archive
RATIO_LIMIT = 200  # plain bytes per packed byte; logs reach 20, hostile archives 1,000 and more
RATIO_FLOOR = 64 * 1024**2  # bytes that are always allowed, however well they were packed

STORED, DEFLATED = 0, 8  # methods of the ZIP format (APPNOTE.TXT 4.4.5)
RAW_DEFLATE, GZIP = -15, 31  # window bits as zlib counts them

_PIECE = 256 * 1024
_PACKED_PIECE = 16 * 1024


class Budget(Struct):
    """How many plain bytes one archive may still yield."""

    name: str
    left: int

    @classmethod
    def of(cls, name: str, packed_size: int) -> Budget:
        """The budget of an archive of this size; overlapping members share it, so they gain nothing."""
        return cls(name, min(TOTAL_LIMIT, max(RATIO_FLOOR, RATIO_LIMIT * packed_size)))

    def take(self, size: int) -> None:
        """Spend bytes; raises `ArchiveError` when they are used up."""
        self.left -= size
        if self.left < 0:
            raise ArchiveError(f"{self.name} unpacks to more than a log of its size would, and is refused")


class Plain(Struct, frozen=True):
    """Plain bytes; `complete` is False where the packed ones ended early or were damaged."""

    data: Data
    complete: bool


def unstore(packed: memoryview, budget: Budget) -> Plain:
    """The bytes of a member that was not compressed."""
    with Spool() as out:
        for start in range(0, len(packed), _PIECE):
            piece = bytes(packed[start : start + _PIECE])
            budget.take(len(piece))
            out.write(piece)
        return Plain(out.finish(), complete=True)


def inflate(packed: memoryview, window_bits: int, budget: Budget) -> Plain:
    """The plain bytes of one deflate stream, or of all members of a gzip file, as far as they can be read."""
    with Spool() as out:
        complete = False
        try:
            for piece in _pieces(packed, window_bits):
                budget.take(len(piece))
                out.write(piece)
            complete = True
        except (zlib.error, _library().error, EOFError):
            pass
        return Plain(out.finish(), complete)


@functools.cache
def _library() -> ModuleType:
    """The zlib of isal where it is installed (same interface, faster), else the standard one."""
    try:
        return importlib.import_module("isal.isal_zlib")
    except ImportError:
        return zlib


def _pieces(packed: memoryview, window_bits: int) -> Iterator[bytes]:
    position = 0
    while True:
        stream = _library().decompressobj(window_bits)
        while not stream.eof:
            source = stream.unconsumed_tail
            if not source:
                source = packed[position : position + _PACKED_PIECE]
                position += len(source)
            piece = stream.decompress(source, _PIECE)
            if not piece and not source:
                raise EOFError("the packed bytes end early")
            yield piece
        position -= len(stream.unused_data)
        if window_bits != GZIP or bytes(packed[position : position + 2]) != b"\x1f\x8b":
            return
