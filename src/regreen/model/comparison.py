"""Two runs, step by step: what is alike, what is not, and whether the one shows what the other showed."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from regreen.model.execution import Substitution
from regreen.model.record import KnownCause
from regreen.model.run import Outcome


class Likeness(StrEnum):
    """Whether the run here shows what the other one showed."""

    REPRODUCED = "reproduced"
    SUBSTITUTED = "reproduced with substitutions"  # but not everything here was as there
    NOT_REPRODUCED = "not reproduced"
    CANNOT_RUN = "cannot run"

    @property
    def good(self) -> bool:
        """Whether it does."""
        return self in (Likeness.REPRODUCED, Likeness.SUBSTITUTED)


class SideStep(Struct, frozen=True):
    """A step of one of the runs. `title` is what its log shows where it has a name (`Run pytest`)."""

    name: str
    outcome: Outcome
    title: str = ""
    seconds: float = 0.0
    exit_code: int | None = None


class SideJob(Struct, frozen=True):
    """A job of one of the runs. `packages` are names and versions as far as they are known (`complete`: all of them),
    `variables` the names that its steps were given.
    """

    name: str
    outcome: Outcome
    id: str = ""
    steps: tuple[SideStep, ...] = ()
    packages: tuple[tuple[str, str], ...] = ()
    complete: bool = False
    variables: frozenset[str] = frozenset()
    cannot_run: str = ""


class Side(Struct, frozen=True):
    """One of the runs, wherever it came from."""

    title: str
    jobs: tuple[SideJob, ...]
    causes: tuple[KnownCause, ...] = ()
    substitutions: tuple[Substitution, ...] = ()


class StepPair(Struct, frozen=True):
    """A step here and there; None where that run has none."""

    here: SideStep | None
    there: SideStep | None

    @property
    def name(self) -> str:
        """What to call it."""
        one = self.there if self.here is None else self.here
        return one.name or one.title if one else ""

    @property
    def same(self) -> bool:
        """Whether both ended alike."""
        return self.here is not None and self.there is not None and self.here.outcome is self.there.outcome


class PackageDifference(Struct, frozen=True):
    """A package that differs; an empty version: it is not there."""

    name: str
    here: str
    there: str


class JobPair(Struct, frozen=True):
    """A job here and there."""

    here: SideJob
    there: SideJob
    steps: tuple[StepPair, ...] = ()
    packages: tuple[PackageDifference, ...] = ()
    variables_here: tuple[str, ...] = ()
    variables_there: tuple[str, ...] = ()


class Comparison(Struct, frozen=True):
    """The answer. `alone_here` and `alone_there` are jobs without a counterpart."""

    verdict: Likeness
    reason: str
    here: Side
    there: Side
    jobs: tuple[JobPair, ...] = ()
    alone_here: tuple[str, ...] = ()
    alone_there: tuple[str, ...] = ()
    both: tuple[KnownCause, ...] = ()
    only_here: tuple[KnownCause, ...] = ()
    only_there: tuple[KnownCause, ...] = ()
