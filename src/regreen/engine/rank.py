"""Which cause to name first."""

from __future__ import annotations

from collections.abc import Sequence

from regreen.engine.causes import RootCause, jobs_of
from regreen.model.finding import Category
from regreen.rule import Tier

FEW = 3  # up to so many failures, a cause that has a name comes before one that has more of them
GATES = frozenset(
    {
        Category.LINT,
        Category.FORMAT,
        Category.TYPE_CHECK,
        Category.DOCS,
        Category.SECURITY_SCAN,
        Category.COVERAGE_THRESHOLD,
    }
)


def ranked(causes: Sequence[RootCause]) -> list[RootCause]:
    """The most trustworthy cause of the most jobs first; within a job in the order in which they struck.

    A gate (linter, type checker) after which the job went on to fail elsewhere evidently did not stop it: it
    comes after what did.
    """
    last: dict[str, tuple[int, int]] = {}
    for cause in causes:
        for node in cause.nodes:
            if place := node.found.place:
                last[place.job_key] = max(last.get(place.job_key, place.key), place.key)
    return sorted(causes, key=lambda cause: _order(cause, last))


def _order(cause: RootCause, last: dict[str, tuple[int, int]]) -> tuple[object, ...]:
    best = cause.best.found
    place = best.place
    category = best.match.category or best.rule.category
    passed_over = category in GATES and place is not None and place.key < last[place.job_key]
    return (
        best.rule.tier <= Tier.TAIL,
        best.rule.cascade,
        cause.best.weight < 1.0,
        passed_over,
        best.rule.tier < Tier.TOOL,
        -len(jobs_of(cause)),
        (place.log, place.index) if place else (-1, -1),
        -cause.count.bit_length() if cause.count > FEW else 0,
        -best.rule.tier,
        -cause.count,
        best.match.lines[0].number if best.match.lines else 0,
    )
