"""The bytes of one log, and lines found by offset without holding them all."""

from __future__ import annotations

import mmap
from array import array
from bisect import bisect_left
from collections.abc import Iterator

from regreen.model.run import Line

BLOCK = 1 << 12  # bytes between two entries of the line index
CHUNK = 1 << 20  # bytes that are in memory at a time while a log is scanned
MAX_LINE = 1 << 14  # bytes of a line that are looked at
RECENT = 20_000  # lines that are kept once they were read
BEHIND = 1 << 24  # bytes that a reader may have passed before their pages are given back

_HEAD = 400  # bytes of a long line that may be its prefix

Buffer = bytes | mmap.mmap


class LogText:
    r"""UTF-8 bytes of a log with `\n` line ends; a mapped file stays on disk.

    Lines are addressed by the offset of any of their bytes; numbers count from 1. `recent` holds lines that were
    read, by the offset of their start: parsers look at the same few lines again and again.
    """

    def __init__(self, name: str, data: Buffer) -> None:
        self.name = name
        self.data = data
        self.size = len(data)
        self.recent: dict[int, Line] = {}
        self._index: array[int] | None = None
        self._passed = 0

    def bounds(self, offset: int) -> tuple[int, int]:
        """Start and end (without the line end) of the line that holds `offset`."""
        start = self.data.rfind(b"\n", 0, offset) + 1
        end = self.data.find(b"\n", offset)
        return start, self.size if end < 0 else end

    def raw(self, bounds: tuple[int, int]) -> bytes:
        """The bytes of a line; of a long one the beginning, and the end where carriage returns overwrite it."""
        start, end = bounds
        if end - start <= MAX_LINE:
            return self.data[start:end]
        rest = self.data[end - MAX_LINE + _HEAD : end].rstrip(b"\r")
        overwritten = rest.find(b"\r")
        if overwritten < 0:
            return self.data[start : start + MAX_LINE]
        return self.data[start : start + _HEAD] + rest[overwritten:]

    def number(self, offset: int) -> int:
        """The number of the line that holds `offset`."""
        index = self._line_index()
        block = offset // BLOCK
        return index[block] + self.data[block * BLOCK : offset].count(b"\n") + 1

    def offset(self, number: int) -> int:
        """The offset at which line `number` starts; the size of the log when it has fewer lines."""
        index = self._line_index()
        block = max(0, bisect_left(index, number - 1) - 1)
        at, missing = block * BLOCK, number - 1 - index[block]
        for _ in range(missing):
            found = self.data.find(b"\n", at)
            if found < 0:
                return self.size
            at = found + 1
        return at

    def forward(self, offset: int, stop: int) -> Iterator[tuple[int, int]]:
        """Bounds of the lines from the one that starts at `offset` up to `stop`."""
        while offset < stop:
            end = self.data.find(b"\n", offset)
            end = self.size if end < 0 else end
            yield offset, end
            offset = end + 1

    def backward(self, offset: int, stop: int) -> Iterator[tuple[int, int]]:
        """Bounds of the lines before the one that starts at `offset`, last first, down to `stop`."""
        while offset > stop:
            end = offset - 1
            offset = self.data.rfind(b"\n", 0, end) + 1
            yield offset, end

    def remember(self, start: int, line: Line) -> Line:
        """Keep a line that was read, among the latest."""
        if len(self.recent) >= RECENT:
            self.recent.clear()
            self.release()
        self.recent[start] = line
        return line

    def passing(self, offset: int) -> None:
        """A reader that goes through the log has come to `offset`."""
        if abs(offset - self._passed) > BEHIND:
            self.release()
            self._passed = offset

    def chunks(self) -> Iterator[tuple[int, bytes]]:
        """The log in pieces of whole lines, with their offsets; of a line longer than a chunk its beginning."""
        at = 0
        while at < self.size:
            stop = end = min(at + CHUNK, self.size)
            if end < self.size:
                cut = self.data.rfind(b"\n", at, end)
                stop = end = cut + 1 if cut >= 0 else end
                if cut < 0:
                    after = self.data.find(b"\n", end)
                    stop = self.size if after < 0 else after + 1
            yield at, self.data[at:end]
            self.release(at, stop)
            at = stop

    def release(self, start: int = 0, end: int = 0) -> None:
        """Give pages of a mapped file back, so that memory stays flat however long the log is."""
        if isinstance(self.data, mmap.mmap):
            first = start - start % mmap.PAGESIZE
            self.data.madvise(mmap.MADV_DONTNEED, first, (end or self.size) - first)

    def _line_index(self) -> array[int]:
        """Number of line ends before each block, counted once."""
        if self._index is None:
            index, total = array("Q"), 0
            for at in range(0, self.size + 1, CHUNK):
                piece = self.data[at : at + CHUNK]
                for start in range(0, min(CHUNK, self.size + 1 - at), BLOCK):
                    index.append(total)
                    total += piece.count(b"\n", start, start + BLOCK)
                if piece:
                    self.release(at, at + len(piece))
            self._index = index
        return self._index
