"""The runs of `fix --until-green`: always of the files so far, always within the time."""

from __future__ import annotations

import time
from collections.abc import Callable

from msgspec import Struct, field
from msgspec.structs import replace

from regreen.app.limits import Limits
from regreen.app.run import Ran, Wanted, run
from regreen.app.series import Series
from regreen.app.verify import diagnosed
from regreen.model.diagnosis import Diagnosis
from regreen.model.greening import Stop
from regreen.model.run import Outcome
from regreen.runner.execute import Observer

Say = Callable[[str], None]


class Runs(Struct):
    """Runs what is wanted with the commits of the series on top."""

    wanted: Wanted
    limits: Limits
    commits: Series
    observer: Observer | None
    say: Say
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """How long all of it takes already."""
        return time.monotonic() - self.started

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return self.seconds >= self.limits.seconds

    def run(self, what: str) -> Ran:
        """One more run; `what` is said before."""
        self.say(what)
        deadline = self.started + self.limits.seconds
        return run(replace(self.wanted, patch=self.commits.patch, deadline=deadline), self.observer)

    def diagnosed(self, ran: Ran) -> Diagnosis:
        """The causes of a run, with the files of the last commit as the other witness."""
        return diagnosed(replace(ran, tree=self.commits.tree), self.limits.probes())

    def cut(self, ran: Ran) -> Stop | None:
        """Why a run was ended from outside, so that it tells nothing; None where it was not."""
        if ran.interrupted:
            return Stop.INTERRUPTED
        cancelled = any(job.outcome is Outcome.CANCELLED for job in ran.execution.jobs)
        return Stop.BUDGET if self.over and cancelled else None
