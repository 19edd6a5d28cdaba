"""What happened when a workflow was run on this machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from regreen.model.run import Outcome


class SubstitutionKind(StrEnum):
    """What had to differ from the CI service."""

    INTERPRETER = "interpreter"
    SERVICE = "service"
    TOOL = "tool"
    ACTION = "action"
    RUNNER = "runner"


@dataclass(frozen=True, slots=True)
class Substitution:
    """Something that differs from the CI service: what the job asks for and what it got."""

    kind: SubstitutionKind
    wanted: str
    used: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class ToolMissing:
    """A program that a step called, that the service's image has and this machine lacks."""

    program: str
    step: str


@dataclass(frozen=True, slots=True)
class TestCount:
    """What test runners said at their end, added up over the steps of a job."""

    __test__ = False  # pytest: a value, not a test class

    passed: int = 0
    failed: int = 0
    errors: int = 0
    skipped: int = 0

    @property
    def ran(self) -> int:
        """Number of tests that ran."""
        return self.passed + self.failed + self.errors


@dataclass(frozen=True, slots=True)
class StepRun:
    """A step that was reached. `outcome` is what it did, `conclusion` what that means for the job
    (`continue-on-error`); `unsupported` says why it could not be run at all, `started` when it was
    reached (seconds of the epoch) and `seconds` how long it took.
    """

    name: str
    outcome: Outcome
    conclusion: Outcome
    seconds: float = 0.0
    exit_code: int | None = None
    unsupported: str = ""
    started: float = 0.0


@dataclass(frozen=True, slots=True)
class JobRun:
    """One leg of a job.

    `log` is its log as GitHub would give it out (empty: it did not start). `reason` says why it was skipped, or
    red though no step failed; `cannot_run` why this machine cannot run it. `tolerated` is a failure that
    `continue-on-error` of the job forgives.
    """

    id: str
    name: str
    outcome: Outcome
    steps: tuple[StepRun, ...] = ()
    seconds: float = 0.0
    log: bytes = field(default=b"", repr=False)
    outputs: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    cannot_run: str = ""
    tolerated: bool = False
    substitutions: tuple[Substitution, ...] = ()
    missing_tools: tuple[ToolMissing, ...] = ()
    empty_secrets: tuple[str, ...] = ()
    tests: TestCount | None = None
    summary: str = ""

    @property
    def good(self) -> bool:
        """Whether nothing speaks against the job: it ended well, or was skipped for a reason of its own."""
        return not self.cannot_run and (self.tolerated or self.outcome in (Outcome.SUCCESS, Outcome.SKIPPED))


@dataclass(frozen=True, slots=True)
class Execution:
    """All jobs of one workflow that were run, in the order in which they ended."""

    workflow: str
    event: str
    commit: str
    jobs: tuple[JobRun, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def outcome(self) -> Outcome:
        """Of all jobs together; a job that cannot be run leaves it unknown unless another one failed."""
        ended = [job.outcome for job in self.jobs if not job.tolerated and not job.cannot_run]
        for outcome in (Outcome.FAILURE, Outcome.TIMED_OUT, Outcome.CANCELLED):
            if outcome in ended:
                return outcome
        if any(job.cannot_run for job in self.jobs):
            return Outcome.UNKNOWN
        return (
            Outcome.SUCCESS
            if Outcome.SUCCESS in ended or any(j.tolerated for j in self.jobs)
            else Outcome.SKIPPED
        )

    @property
    def substitutions(self) -> tuple[Substitution, ...]:
        """Everything that differed, each once."""
        return tuple(dict.fromkeys(item for job in self.jobs for item in job.substitutions))
