"""What a run means: root causes with their symptoms, and what nothing explains."""

from __future__ import annotations

from msgspec import Struct

from regreen.model.finding import Finding
from regreen.model.run import Line, Outcome, Run


class Cause(Struct, frozen=True):
    """A root cause. `jobs` are those it turned red; `count` is the number of failures (tests, messages)
    that go back to it.
    """

    finding: Finding
    symptoms: tuple[Finding, ...] = ()
    jobs: tuple[str, ...] = ()
    count: int = 1


class Diagnosis(Struct, frozen=True):
    """The answer to "why is this run red?".

    `failures` counts what the tools themselves counted (failed tests), 0 where no tool counted;
    `unexplained` holds the decisive lines of failing steps that no cause explains.
    """

    run: Run
    outcome: Outcome
    causes: tuple[Cause, ...] = ()
    unexplained: tuple[Line, ...] = ()
    failures: int = 0
    notes: tuple[str, ...] = ()
