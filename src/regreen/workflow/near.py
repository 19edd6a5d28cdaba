"""The word somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 64


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that differs least, if it differs by little; None when there is none or two."""
    if len(word) > _LONGEST:
        return None
    ranked = sorted((distance(word, other), other) for other in known)
    if not ranked or ranked[0][0] > allowed(word):
        return None
    if len(ranked) > 1 and ranked[1][0] == ranked[0][0]:
        return None
    return ranked[0][1]


def certain(word: str, other: str) -> bool:
    """Whether two words differ only in case, in `_` for `-`, or by one character of a longer word."""
    if _folded(word) == _folded(other):
        return True
    return len(word) >= 5 and distance(word, other) == 1


def allowed(word: str) -> int:
    """The number of wrong characters that still pass for a slip."""
    return 1 if len(word) < 5 else 2 if len(word) < 9 else 3


def _folded(word: str) -> str:
    return word.casefold().replace("_", "-")


def distance(left: str, right: str) -> int:
    """Edits (insert, delete, replace, swap of neighbours) between two words, case and `_`/`-` aside."""
    left, right = _folded(left), _folded(right)
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
