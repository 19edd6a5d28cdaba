"""One pass over the bytes of a log: which literal stands where.

Two engines give the same hits. With the `fast` extra, Hyperscan finds all literals at once. Without it,
literals that share a stem ("rror", "ailed") are looked for through the stem and told apart on the line, which
is several times faster than one search a literal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from regreen.logs.text import LogText

FAST_FROM = 8 << 20  # bytes from which compiling the fast engine (0.1 s) pays
KEEP = 2000  # first and last hits kept of one literal; memory stays flat whatever the log holds

_STEMS = (
    b"rror",
    b"RROR",
    b"ailed",
    b"AILED",
    b"ailure",
    b"not ",
    b"No ",
    b"xception",
    b"nable",
    b"ould ",
    b"##[",
    b"warn",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A literal found on the line that starts at `offset`."""

    offset: int
    literal: int


def scan(text: LogText, literals: Sequence[str]) -> list[Hit]:
    """Every line that holds one of the literals, in order; once per line and literal."""
    needles = tuple(literal.encode() for literal in literals)
    find = _finder(needles, text.size >= FAST_FROM)
    head: list[list[int]] = [[] for _ in needles]
    tail: list[dict[int, None]] = [{} for _ in needles]
    for at, chunk in text.chunks():
        for needle, starts in enumerate(find(chunk)):
            _keep(head[needle], tail[needle], (at + start for start in starts))
    hits = [Hit(offset, i) for i in range(len(needles)) for offset in (*head[i], *tail[i])]
    hits.sort(key=lambda hit: (hit.offset, hit.literal))
    return hits


Find = Callable[[bytes], Sequence[Iterable[int]]]  # a chunk -> line starts, for each literal


@lru_cache(maxsize=4)
def _finder(needles: tuple[bytes, ...], fast: bool) -> Find:
    return (_hyperscan(needles) if fast else None) or _plain(needles)


def _plain(needles: tuple[bytes, ...]) -> Find:
    groups: dict[bytes, list[int]] = {}
    for i, needle in enumerate(needles):
        groups.setdefault(next((stem for stem in _STEMS if stem in needle), needle), []).append(i)

    def find(chunk: bytes) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in needles]
        for stem, members in groups.items():
            at = chunk.find(stem)
            while at >= 0:
                start = chunk.rfind(b"\n", 0, at) + 1
                end = chunk.find(b"\n", at)
                end = len(chunk) if end < 0 else end
                line = chunk[start:end]
                for i in members:
                    if needles[i] in line:
                        found[i].append(start)
                at = chunk.find(stem, end)
        return found

    return find


def _hyperscan(needles: tuple[bytes, ...]) -> Find | None:
    try:
        import hyperscan
    except ImportError:
        return None
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[_quoted(needle) for needle in needles],
        ids=list(range(len(needles))),
        elements=len(needles),
    )

    def find(chunk: bytes) -> list[dict[int, None]]:
        found: list[dict[int, None]] = [{} for _ in needles]

        def matched(i: int, _start: int, end: int, _flags: int, _context: object) -> None:
            found[i][chunk.rfind(b"\n", 0, end) + 1] = None

        database.scan(chunk, match_event_handler=matched)
        return found

    return find


def _quoted(needle: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in needle)


def _keep(head: list[int], tail: dict[int, None], offsets: Iterable[int]) -> None:
    for offset in offsets:
        if len(head) < KEEP:
            head.append(offset)
        else:
            tail[offset] = None
            if len(tail) > KEEP:
                del tail[next(iter(tail))]
