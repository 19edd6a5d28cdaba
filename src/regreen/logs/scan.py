"""One pass over the bytes of a log: which literal stands where.

Two engines give the same hits. With the `fast` extra, Hyperscan finds all literals at once in a log that is long
enough to pay for compiling them; without it `regreen.logs.vocabulary` looks up the words of the lines.
"""

from __future__ import annotations

import heapq
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Protocol

from regreen.logs.text import LogText
from regreen.logs.vocabulary import Vocabulary

FAST_FROM = 1 << 20  # bytes from which importing and compiling the fast engine (30 ms) pays
KEEP = 2000  # first and last hits kept of one literal; memory stays flat whatever the log holds

Hit = tuple[int, int]  # offset of the line's start, index of the literal on it


class Engine(Protocol):
    """Finds literals in a piece of a log."""

    def find(self, chunk: bytes) -> Sequence[Iterable[int]]:
        """For each literal the starts of the lines of `chunk` that hold it, ascending, each once."""


class Hits:
    """What a scan found: for each literal the lines that hold it."""

    def __init__(self, offsets: Sequence[array[int]]) -> None:
        self._offsets = offsets

    def __iter__(self) -> Iterator[Hit]:
        """Every hit, by offset; literals on the same line in their order."""
        found = (zip(offsets, repeat(i)) for i, offsets in enumerate(self._offsets) if offsets)
        return heapq.merge(*found)

    def lines(self, literals: int) -> list[int]:
        """Offsets of the lines that hold one of the first `literals` literals, ascending."""
        return sorted({offset for offsets in self._offsets[:literals] for offset in offsets})


def scan(text: LogText, literals: Sequence[str], keep: int = KEEP) -> Hits:
    """The lines that hold the literals: of each literal the first and the last `keep`."""
    needles = tuple(literal.encode() for literal in literals)
    engine = _engine(needles, text.size >= FAST_FROM)
    head = [array("Q") for _ in needles]
    tail: list[deque[int]] = [deque(maxlen=keep) for _ in needles]
    for at, chunk in text.chunks():
        for i, starts in enumerate(engine.find(chunk)):
            for start in starts:
                (head[i] if len(head[i]) < keep else tail[i]).append(at + start)
    for first, last in zip(head, tail, strict=True):
        first.extend(last)
    return Hits(head)


def _engine(needles: tuple[bytes, ...], fast: bool) -> Engine:
    return (hyperscan_engine(needles) if fast else None) or Vocabulary(needles)


@lru_cache(maxsize=2)
def hyperscan_engine(needles: tuple[bytes, ...]) -> Engine | None:
    """The fast engine; None where it is not installed."""
    try:
        return Hyperscan(needles)
    except ImportError:
        return None


class Hyperscan:
    """All literals as one automaton (Hyperscan's block mode)."""

    def __init__(self, needles: Sequence[bytes]) -> None:
        import hyperscan

        self._count = len(needles)
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=[b"".join(b"\\x%02x" % byte for byte in needle) for needle in needles],
            ids=list(range(len(needles))),
            elements=len(needles),
        )

    def find(self, chunk: bytes) -> list[list[int]]:
        """For each literal the starts of the lines that hold it."""
        ends: list[list[int]] = [[] for _ in range(self._count)]
        add = [found.append for found in ends]

        def matched(i: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add[i](end)

        self._database.scan(chunk, match_event_handler=matched)
        return [_starts(chunk, found) if found else found for found in ends]


def _starts(chunk: bytes, ends: Sequence[int]) -> list[int]:
    """Starts of the lines in which the matches end, each once."""
    starts: list[int] = []
    before = 0
    for end in ends:
        line_end = chunk.rfind(b"\n", before, end)
        if line_end >= 0 or not starts:
            starts.append(line_end + 1)
        before = end
    return starts
