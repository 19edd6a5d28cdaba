"""What `fix --until-green` did: run, causes, fixes and the next run, layer after layer."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from regreen.model.diagnosis import Cause
from regreen.model.execution import Execution, Substitution
from regreen.model.finding import Finding, Fix
from regreen.model.repair import Held, Offer
from regreen.model.run import Line


class Stop(StrEnum):
    """Why the loop ended."""

    GREEN = "green"
    DECISION = "needs a decision"  # what is left is for a person
    FLAKY = "flaky"  # the same files gave green and red
    NO_PROGRESS = "no progress"  # a cause shows again although its fix was applied
    ROUNDS = "rounds used up"
    BUDGET = "time used up"
    INTERRUPTED = "interrupted"
    CANNOT_RUN = "cannot run"  # this machine cannot tell


class Applied(Struct, frozen=True):
    """A fix that was applied. `commit` is empty where an earlier one of the layer had made the change already;
    `ended` says whether the next run was without the cause (None: there was no next run).
    """

    offer: Offer
    commit: str = ""
    ended: bool | None = None


class Layer(Struct, frozen=True):
    """One round. `execution` is its run (None: the service would refuse the workflow, so nothing ran), `again` the
    runs of the same files that followed it; `causes` is what it showed, `unexplained` what no cause explains.
    """

    number: int
    execution: Execution | None
    causes: tuple[Cause, ...] = ()
    applied: tuple[Applied, ...] = ()
    held: tuple[Held, ...] = ()
    again: tuple[Execution, ...] = ()
    unexplained: tuple[Line, ...] = ()

    @property
    def runs(self) -> tuple[Execution, ...]:
        """Every run of the layer."""
        return (self.execution, *self.again) if self.execution is not None else self.again


class Question(Struct, frozen=True):
    """What a person has to decide. `where` is the place to look at (`path:line`, or a line of a log), `options` are
    ways out that are known, `release` is the option that lets regreen take the first of them.
    """

    text: str
    where: str = ""
    finding: Finding | None = None
    options: tuple[Fix, ...] = ()
    release: str = ""


class Greening(Struct, frozen=True):
    """The outcome. `diff` is the patch of all fixes that count, `commits` their subjects (on `branch`, where one was
    asked for), `files` what was written to the working tree, where that was asked for.
    """

    stop: Stop
    reason: str
    base: str
    layers: tuple[Layer, ...] = ()
    questions: tuple[Question, ...] = ()
    diff: str = ""
    commits: tuple[str, ...] = ()
    branch: str = ""
    files: tuple[str, ...] = ()
    seconds: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def runs(self) -> tuple[Execution, ...]:
        """Every run, the first one first."""
        return tuple(run for layer in self.layers for run in layer.runs)

    @property
    def applied(self) -> tuple[Applied, ...]:
        """Every fix that was applied, useless ones among them."""
        return tuple(item for layer in self.layers for item in layer.applied)

    @property
    def substitutions(self) -> tuple[Substitution, ...]:
        """Everything that differed from the service, each once."""
        return tuple(dict.fromkeys(item for run in self.runs for item in run.substitutions))
