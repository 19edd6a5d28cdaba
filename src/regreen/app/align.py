"""Steps of two runs, paired: the same name or the same command, in the same order.

The longest common subsequence, weighted (as in Needleman and Wunsch, J. Mol. Biol. 1970): a name says more than a
command, and what the service does by itself (setting up, post-steps) has no counterpart and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from regreen.model.comparison import SideStep

MOST = 1_000  # steps of one job that are paired
_OWN = frozenset({
    "", "Set up job", "Set up runner", "Initialize containers", "Stop containers", "Complete job", "Complete runner",
    "Post job cleanup", "Evaluate and set job outputs",
})  # fmt: skip
_OWN_KINDS = re.compile(r"(?:Post|Pre|Build) |Print service container")
_NAME, _COMMAND = 4, 3
_BLANKS = re.compile(r"\s+")


def aligned(
    here: Sequence[SideStep], there: Sequence[SideStep]
) -> list[tuple[SideStep | None, SideStep | None]]:
    """The pairs in order; a step without a counterpart stands alone."""
    one, other = [[step for step in steps if not is_own(step)][:MOST] for steps in (here, there)]
    best = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) - 1, -1, -1):
        for j in range(len(other) - 1, -1, -1):
            weight = _weight(one[i], other[j])
            paired = best[i + 1][j + 1] + weight if weight else 0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    found: list[tuple[SideStep | None, SideStep | None]] = []
    i = j = 0
    while i < len(one) or j < len(other):
        weight = _weight(one[i], other[j]) if i < len(one) and j < len(other) else 0
        if weight and best[i][j] == best[i + 1][j + 1] + weight:
            found.append((one[i], other[j]))
            i, j = i + 1, j + 1
        elif j >= len(other) or (i < len(one) and best[i][j] == best[i + 1][j]):
            found.append((one[i], None))
            i += 1
        else:
            found.append((None, other[j]))
            j += 1
    return found


def is_own(step: SideStep) -> bool:
    """Whether the service, not the workflow, has this step."""
    return step.name in _OWN or _OWN_KINDS.match(step.name) is not None


def _weight(one: SideStep, other: SideStep) -> int:
    """How much speaks for a pair; 0 where nothing does."""
    if _plain(one.name) == _plain(other.name):
        return _NAME
    commands = {_plain(one.title or one.name), _plain(one.name)} & {
        _plain(other.title or other.name),
        _plain(other.name),
    }
    return _COMMAND if commands - {""} else 0


def _plain(name: str) -> str:
    return _BLANKS.sub(" ", name).strip().removeprefix("Run ").casefold()
