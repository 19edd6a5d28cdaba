"""Pieces of a text made to fit a limit: the last pieces fold first, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def fitted(pieces: Sequence[Sequence[str]], limit: int, size: Callable[[str], int] = len) -> list[str]:
    """One version of each piece, so that all together are no larger than `limit`.

    Each piece comes in versions from the fullest to the shortest. All pieces take a step before any takes the next
    one, the last piece first. What is too large even in its shortest version is left out, the last piece first.
    """
    sizes = [[size(version) for version in versions] for versions in pieces]
    chosen = [0] * len(pieces)
    total = sum(versions[0] for versions in sizes)
    for step in range(1, max(map(len, pieces), default=1)):
        for index in reversed(range(len(pieces))):
            if total <= limit:
                break
            if step < len(pieces[index]):
                total += sizes[index][step] - sizes[index][step - 1]
                chosen[index] = step
    kept = len(pieces)
    while kept and total > limit:
        kept -= 1
        total -= sizes[kept][chosen[kept]]
    return [pieces[index][chosen[index]] for index in range(kept)]
