"""Lines that a green run of the same job prints as well: whatever they say, they did not turn it red.

Lines are compared as templates, in the manner of Drain (He et al., ICWS 2017): numbers, hashes and the like are
masked; lines of the green run with the same length and beginning that differ in a word teach that this word is
a variable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from regreen.logs.normal import normal

MAX_TEMPLATES = 200_000
_NUMBER = re.compile(r"\d+")
_VARIABLE_FROM = 3  # different words at one place that make it a variable
_KEEP = 2  # words at the beginning that are never variable

Words = tuple[str, ...]


class Baseline:
    """The templates of green logs."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._exact: set[Words] = set()
        groups: dict[tuple[int, Words], list[set[str]]] = {}
        for line in lines:
            if len(self._exact) >= MAX_TEMPLATES:
                break
            words = _words(line)
            if not words:
                continue
            self._exact.add(words)
            slots = groups.setdefault(_key(words), [set() for _ in words])
            for slot, word in zip(slots, words, strict=True):
                if len(slot) < _VARIABLE_FROM:
                    slot.add(word)
        self._slots = {
            key: slots for key, slots in groups.items() if any(len(s) >= _VARIABLE_FROM for s in slots)
        }

    def __bool__(self) -> bool:
        return bool(self._exact)

    def knows(self, line: str) -> bool:
        """Whether a green run printed such a line."""
        words = _words(line)
        if not words or words in self._exact:
            return bool(words)
        slots = self._slots.get(_key(words))
        if slots is None:
            return False
        return all(
            word in slot or len(slot) >= _VARIABLE_FROM for word, slot in zip(words, slots, strict=True)
        )


def _words(line: str) -> Words:
    return tuple(_NUMBER.sub("#", normal(line)).split())


def _key(words: Words) -> tuple[int, Words]:
    return len(words), words[:_KEEP]
