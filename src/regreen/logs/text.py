"""The bytes of one log, and lines found by offset without holding them all."""

from __future__ import annotations

import mmap
from array import array
from bisect import bisect_right
from collections.abc import Iterator

BLOCK = 1 << 16  # bytes between two entries of the line index
CHUNK = 1 << 22  # bytes that are in memory at a time while a log is scanned

Buffer = bytes | mmap.mmap


class LogText:
    r"""UTF-8 bytes of a log with `\n` line ends; a mapped file stays on disk.

    Lines are addressed by the offset of any of their bytes; numbers count from 1.
    """

    def __init__(self, name: str, data: Buffer) -> None:
        self.name = name
        self.data = data
        self.size = len(data)
        self._index: array[int] | None = None

    def bounds(self, offset: int) -> tuple[int, int]:
        """Start and end (without the line end) of the line that holds `offset`."""
        start = self.data.rfind(b"\n", 0, offset) + 1
        end = self.data.find(b"\n", offset)
        return start, self.size if end < 0 else end

    def number(self, offset: int) -> int:
        """The number of the line that holds `offset`."""
        index = self._line_index()
        block = offset // BLOCK
        return index[block] + self.data[block * BLOCK : offset].count(b"\n") + 1

    def offset(self, number: int) -> int:
        """The offset at which line `number` starts; the size of the log when it has fewer lines."""
        index = self._line_index()
        block = bisect_right(index, number - 1) - 1 if number > 1 else 0
        # Several blocks may lie inside one long line: the first of them holds its start.
        while block > 0 and index[block] >= number - 1:
            block -= 1
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

    def chunks(self) -> Iterator[tuple[int, bytes]]:
        """The log in pieces of whole lines (a longer line than a chunk is cut), with their offsets."""
        at = 0
        while at < self.size:
            end = min(at + CHUNK, self.size)
            if end < self.size:
                cut = self.data.rfind(b"\n", at, end)
                end = cut + 1 if cut >= 0 else end
            yield at, self.data[at:end]
            self._release(at, end)
            at = end

    def _release(self, start: int, end: int) -> None:
        """Give pages of a mapped file back, so that memory stays flat however long the log is."""
        if isinstance(self.data, mmap.mmap):
            first = start - start % mmap.PAGESIZE
            self.data.madvise(mmap.MADV_DONTNEED, first, end - first)

    def _line_index(self) -> array[int]:
        """Number of line ends before each block, counted once."""
        if self._index is None:
            index, total = array("Q"), 0
            for start in range(0, self.size + 1, BLOCK):
                index.append(total)
                total += self.data[start : start + BLOCK].count(b"\n")
                if start % CHUNK == 0:
                    self._release(max(0, start - CHUNK), min(start + BLOCK, self.size))
            self._index = index
        return self._index
