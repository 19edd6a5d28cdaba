"""Finds many literals in a log without an automaton: through the words of its lines.

A log repeats itself: with digits folded, half of its lines have been seen before, and the new ones are made of few
new words. So every line is looked up whole; a new line is cut into words; and only a new word is compared with all
literals. A literal stands on a line only if one word of the literal, its key, stands there: at its beginning,
at its end or whole, depending on what surrounds the key in the literal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain

PIECE = 1 << 18  # bytes that are looked at together
REMEMBERED = 1 << 24  # bytes of lines and words that are remembered

_FOLD = bytes(ord("0") if ord("0") <= byte <= ord("9") else byte for byte in range(256))
_SPLIT = bytes(ord(" ") if byte in b"/,=:;()\"'`<_.@#" else byte for byte in range(256))
_WORD = re.compile(rb"\S+")
_COMMON = frozenset(
    b"a an and are at be build by could dependencies error errors failed file for found from group import in info "
    b"install is it module name no not of on or package packages py python run runner test tests the to type version "
    b"warning warnings was with".split()
)


class Vocabulary:
    """Knows the words and lines it has met; a log may be searched piece by piece."""

    def __init__(self, needles: Sequence[bytes]) -> None:
        self._needles = needles
        self._folded = [needle.translate(_FOLD) for needle in needles]
        self._exact = [b"0" not in folded for folded in self._folded]
        self._keys = _keys(tuple(self._folded))
        self._keyless = self._keys.get(b"", [])
        self._forget()

    def _forget(self) -> None:
        self._size = 0
        self._lines: set[bytes] = set()
        self._words: set[bytes] = set()
        self._hot: dict[bytes, list[int]] = {}  # word -> literals that may stand where it stands
        self._found: dict[bytes, list[int]] = {}  # folded line -> literals on it

    def find(self, chunk: bytes) -> list[list[int]]:
        """For each literal the starts of the lines that hold it, ascending."""
        found: list[list[int]] = [[] for _ in self._needles]
        at = 0
        while at < len(chunk):
            cut = chunk.find(b"\n", at + PIECE)
            end = len(chunk) if cut < 0 else cut + 1
            self._find(chunk[at:end], at, found)
            at = end
        return found

    def _find(self, piece: bytes, at: int, found: list[list[int]]) -> None:
        lines = piece.translate(_FOLD).split(b"\n")
        new = list(set(lines) - self._lines)
        if self._size > REMEMBERED:
            self._forget()
            new = list(set(lines))
        self._learn(new)
        start = 0
        for line in lines:
            if line in self._found:
                raw = piece[start : start + len(line)]
                for i in self._found[line]:
                    if self._exact[i] or self._needles[i] in raw:
                        found[i].append(at + start)
            start += len(line) + 1
        for i in self._keyless:
            found[i].extend(at + start for start in _lines_with(self._needles[i], piece))

    def _learn(self, new: Sequence[bytes]) -> None:
        """Which literals stand on new (folded) lines."""
        joined = b"\n".join(new)
        rows = [line.split() for line in joined.translate(_SPLIT).split(b"\n")] if new else []
        words = set(chain.from_iterable(rows)) - self._words
        self._meet(words)
        self._lines.update(new)
        self._size += len(joined)
        hot = self._hot.keys()
        for line, row in zip(new, rows, strict=True):
            if not hot.isdisjoint(row):
                candidates = {i for word in hot & row for i in self._hot[word]}
                on_line = [i for i in candidates if self._folded[i] in line]
                if on_line:
                    self._found[line] = on_line

    def _meet(self, words: set[bytes]) -> None:
        """Compare new words with the keys of all literals."""
        joined = b"\n" + b"\n".join(words) + b"\n"
        for key, literals in self._keys.items():
            at = joined.find(key) if key else -1
            while at >= 0:
                start = joined.rfind(b"\n", 0, at + 1) + 1
                end = joined.find(b"\n", start)
                self._hot.setdefault(joined[start:end], []).extend(literals)
                at = joined.find(key, end)
        self._words |= words
        self._size += len(joined)


def _lines_with(needle: bytes, piece: bytes) -> Iterator[int]:
    at = piece.find(needle)
    while at >= 0:
        yield piece.rfind(b"\n", 0, at) + 1
        end = piece.find(b"\n", at)
        at = piece.find(needle, end) if end >= 0 else -1


@lru_cache(maxsize=4)
def _keys(folded: tuple[bytes, ...]) -> Mapping[bytes, list[int]]:
    """Literals by their key."""
    keys: dict[bytes, list[int]] = {}
    for i, needle in enumerate(folded):
        keys.setdefault(_key(needle), []).append(i)
    return keys


def _key(folded: bytes) -> bytes:
    r"""The rarest word of a literal, with `\n` where a word of a line must begin or end; empty where it has none."""
    spaced = folded.translate(_SPLIT)
    keys = [
        b"\n" * (match.start() > 0) + match[0] + b"\n" * (match.end() < len(spaced))
        for match in _WORD.finditer(spaced)
    ]
    return max((key for key in keys if key.strip(b"0\n")), key=_rarity, default=b"")


def _rarity(key: bytes) -> int:
    """A guess from the key alone: long, unusual and bounded words are rare."""
    word = key.strip(b"\n")
    unusual = 0 if word.islower() else 2
    common = 14 if word.lower() in _COMMON else 8 if len(word) == 1 else 0
    return 2 * len(word) + len(key) + unusual - 6 * word.count(b"0") - common
