"""What jobs that ended mean for those that need them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from regreen.model.execution import JobRun
from regreen.model.run import Outcome
from regreen.workflow.expr import Function, Value

_ORDER = (Outcome.FAILURE, Outcome.TIMED_OUT, Outcome.CANCELLED, Outcome.SUCCESS, Outcome.SKIPPED)
_RESULT = {Outcome.TIMED_OUT: "cancelled", Outcome.UNKNOWN: "failure"}


class Need(Struct, frozen=True):
    """A job as others see it: all legs together."""

    outcome: Outcome
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def result(self) -> str:
        """`needs.ID.result`."""
        return _RESULT.get(self.outcome, self.outcome.value)

    @property
    def value(self) -> dict[str, Value]:
        """`needs.ID`."""
        return {"result": self.result, "outputs": dict(self.outputs)}


def need_of(legs: Iterable[JobRun]) -> Need:
    """The legs of a job together: the worst outcome, the outputs of all (the last leg wins)."""
    legs = list(legs)
    outcomes = [Outcome.SUCCESS if leg.tolerated else leg.outcome for leg in legs]
    outcome = next((one for one in _ORDER if one in outcomes), Outcome.SKIPPED)
    outputs = {name: value for leg in legs for name, value in leg.outputs.items()}
    return Need(outcome, outputs)


def status_functions(ancestors: Sequence[Need], cancelled: bool) -> dict[str, Function]:
    """The status functions of a job's condition: they look at all jobs it waits for, directly or not."""
    good = all(need.outcome is Outcome.SUCCESS for need in ancestors)
    bad = any(need.outcome is Outcome.FAILURE for need in ancestors)
    return {
        "success": lambda _: good and not cancelled,
        "failure": lambda _: bad and not cancelled,
        "cancelled": lambda _: cancelled,
        "always": lambda _: True,
    }
