"""What happened when a workflow was run on this machine."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from msgspec import Struct, field

from regreen.model.run import Annotation, Outcome
from regreen.model.test import TestResult


class SubstitutionKind(StrEnum):
    """What had to differ from the CI service."""

    INTERPRETER = "interpreter"
    SERVICE = "service"
    TOOL = "tool"
    ACTION = "action"
    RUNNER = "runner"


class Substitution(Struct, frozen=True):
    """Something that differs from the CI service: what the job asks for and what it got."""

    kind: SubstitutionKind
    wanted: str
    used: str
    why: str = ""


class ToolMissing(Struct, frozen=True):
    """A program that a step called, that the service's image has and this machine lacks."""

    program: str
    step: str


class TestCount(Struct, frozen=True):
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


class StepRun(Struct, frozen=True):
    """A step that was reached. `outcome` is what it did, `conclusion` what that means for the job
    (`continue-on-error`); `unsupported` says why it could not be run at all, `started` when it was
    reached (seconds of the epoch) and `seconds` how long it took; `seen` are the names of the variables that the
    workflow gave it, `sets` of those it set for the steps after it.
    """

    name: str
    outcome: Outcome
    conclusion: Outcome
    seconds: float = 0.0
    exit_code: int | None = None
    unsupported: str = ""
    started: float = 0.0
    seen: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()


class ServiceRun(Struct, frozen=True):
    """A server that a job had: the image it asks for, and what was run in its place."""

    id: str
    image: str
    provider: str = ""
    version: str = ""


class Environment(Struct, frozen=True):
    """A Python environment of a job, with the names (normalised) and versions of what was installed in it."""

    path: str
    python: str = ""
    packages: tuple[tuple[str, str], ...] = ()


class Report(Struct, frozen=True):
    """A JUnit report that a step wrote: `path` as a person would name it, `step` by name (empty: unknown), what it
    counts, and its bytes where tests failed.
    """

    path: str
    step: str = ""
    data: bytes = field(default=b"")
    count: TestCount = TestCount()


class JobRun(Struct, frozen=True):
    """One leg of a job.

    `log` is its log as GitHub would give it out (empty: it did not start). `reason` says why it was skipped, or
    red though no step failed; `cannot_run` why this machine cannot run it. `tolerated` is a failure that
    `continue-on-error` of the job forgives. `folder` is where its files lie while the run goes on, `hidden` takes its
    secrets out of a text; `results` and `reports` are what its test runners wrote.
    """

    id: str
    name: str
    outcome: Outcome
    steps: tuple[StepRun, ...] = ()
    seconds: float = 0.0
    log: bytes = field(default=b"")
    outputs: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    cannot_run: str = ""
    tolerated: bool = False
    substitutions: tuple[Substitution, ...] = ()
    missing_tools: tuple[ToolMissing, ...] = ()
    empty_secrets: tuple[str, ...] = ()
    tests: TestCount | None = None
    summary: str = ""
    annotations: tuple[Annotation, ...] = ()
    services: tuple[ServiceRun, ...] = ()
    environments: tuple[Environment, ...] = ()
    results: tuple[TestResult, ...] = field(default=())
    reports: tuple[Report, ...] = field(default=())
    folder: Path | None = None
    hidden: Callable[[str], str] = str

    @property
    def good(self) -> bool:
        """Whether nothing speaks against the job: it ended well, or was skipped for a reason of its own."""
        return not self.cannot_run and (self.tolerated or self.outcome in (Outcome.SUCCESS, Outcome.SKIPPED))


class Execution(Struct, frozen=True):
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
