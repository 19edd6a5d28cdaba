"""Causes whose outcome may differ from run to run: one run proves nothing about them."""

from __future__ import annotations

from collections.abc import Iterable

from regreen.model.diagnosis import Cause
from regreen.model.finding import Category

TIMES = 3  # runs that a suspect has to pass
_FLAKY = frozenset(
    {
        Category.FLAKY_TEST,
        Category.TEST_ISOLATION,
        Category.FLAKY_NETWORK,
        Category.TEST_TIMEOUT,
        Category.HANG,
        Category.INFRA_RUNNER,
    }
)


def flaky_like(cause: Cause) -> bool:
    """Whether chance may be part of the cause, by its kind."""
    return cause.finding.category in _FLAKY


def may_pass(cause: Cause) -> bool:
    """Whether the same files may give another outcome: what is flaky by its kind, and any test that failed."""
    return flaky_like(cause) or cause.finding.category is Category.TEST_ASSERTION


def repetitions(causes: Iterable[Cause], wanted: int | None) -> int:
    """How often the job has to pass: as often as somebody wants, else more than once for suspects."""
    if wanted is not None:
        return max(wanted, 1)
    return TIMES if any(flaky_like(cause) for cause in causes) else 1
