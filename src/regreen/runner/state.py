"""A job while it runs: what its steps share and change."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from regreen.model.execution import ServiceRun, StepRun, Substitution, SubstitutionKind, ToolMissing
from regreen.model.run import Annotation, Outcome
from regreen.runner.bounds import Bounds
from regreen.runner.checkout import Origin
from regreen.runner.isolation.files import Box
from regreen.runner.isolation.level import Access, Isolation, Level
from regreen.runner.joblog import JobLog
from regreen.runner.masks import Masks
from regreen.runner.matchers import Matchers
from regreen.runner.orphans import Orphans
from regreen.runner.workspace import RunFolder, Workspace
from regreen.workflow.actions import Uses
from regreen.workflow.definitions import Job, Step, Workflow
from regreen.workflow.expr import Function, Value


class Unsupported(Exception):  # noqa: N818 -- no error: an answer
    """A step or job asks for what this machine cannot do; the text says why."""


class ActionFailed(Exception):  # noqa: N818 -- likewise: the action's own verdict
    """An action ends red; the text is what it says."""


class Settings(Struct, frozen=True):
    """What the caller wants of a run. `bounds` hold for each step, `watch` lets interpreters say what they wait for;
    `isolation` and `access` are what a job sees of the machine's files and network;
    `actions` is a folder with checked-out actions (`owner/name` or `owner/name@ref`), `services` are addresses of
    servers that somebody else runs, by service id;
    `as_of` is the day whose packages uv takes, `constraints` are those for pip, by job id;
    `locked`: a lock file of uv's decides for it, and knows no such day.
    """

    cache: Path
    network: bool = True
    bounds: Bounds = field(default_factory=Bounds)
    watch: bool = True
    isolation: Level = Level.NONE
    access: Access = Access.ON
    actions: Path | None = None
    services: Mapping[str, str] = field(default_factory=dict)
    as_of: str = ""
    constraints: Mapping[str, str] = field(default_factory=dict)
    locked: bool = False
    warm: bool = False


class Scope(Struct):
    """Where steps stand: a job, or a composite action with inputs, an environment and a status of its own."""

    inputs: Mapping[str, Value] = field(default_factory=dict)
    github: dict[str, Value] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)
    steps: dict[str, Value] = field(default_factory=dict)
    outcome: Outcome = Outcome.SUCCESS
    names: set[str] = field(default_factory=set)
    folder: Path | None = None
    depth: int = 0
    deadline: float | None = None


class Post(Struct, frozen=True):
    """A post-step: run after all steps, the last one registered first, when `condition` holds."""

    name: str
    act: Callable[[], None]
    condition: str = "always()"
    scope: Scope | None = None


class JobState(Struct):
    """All that steps of one leg share."""

    job: Job
    workflow: Workflow
    name: str
    settings: Settings
    folder: RunFolder
    workspace: Workspace
    origin: Origin
    log: JobLog
    masks: Masks
    contexts: dict[str, Value]
    machine: dict[str, str]
    cancelled: Callable[[], bool]
    tell: Callable[[str], None] = lambda line: None
    orphans: Orphans | None = None
    isolation: Isolation | None = None
    box: Box | None = None
    env: dict[str, str] = field(default_factory=dict)
    prepended: list[str] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    outcome: Outcome = Outcome.SUCCESS
    deadline: float | None = None
    steps: list[StepRun] = field(default_factory=list)
    substitutions: list[Substitution] = field(default_factory=list)
    missing_tools: list[ToolMissing] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    services: list[ServiceRun] = field(default_factory=list)
    matchers: Matchers = field(default_factory=Matchers)
    step: str = ""
    unsupported: str = ""
    timed_out: bool = False
    interrupted: bool = False
    serial: int = 0

    def substitute(self, kind: SubstitutionKind, wanted: str, used: str, why: str = "") -> None:
        """Record something that differs from GitHub, and say so in the log."""
        found = Substitution(kind, wanted, used, why)
        if found not in self.substitutions:
            self.substitutions.append(found)
            self.log.write(f"[substituted] {wanted} -> {used}" + (f" ({why})" if why else ""))

    @property
    def path(self) -> str:
        """PATH of the next process."""
        return ":".join([*reversed(self.prepended), self.machine["PATH"]])

    def unique(self) -> str:
        """A number nobody else in this job has."""
        self.serial += 1
        return f"{self.serial:08d}"

    def overdue(self) -> bool:
        """Whether the time of the whole job is up."""
        return self.deadline is not None and time.monotonic() >= self.deadline

    def stopped(self) -> bool:
        """Whether somebody or the job's time limit wants an end."""
        if self.cancelled():
            self.interrupted = True
        return self.interrupted


class Call(Struct):
    """A step that uses an action. `inputs` are those given (names in lower case), `env` all variables of the
    step, `local_env` those that are not the job's; `outputs` is to be filled.
    """

    step: Step
    uses: Uses
    title: str
    inputs: dict[str, str]
    env: dict[str, str]
    state: JobState
    scope: Scope
    contexts: Mapping[str, Value]
    functions: Mapping[str, Function]
    deadline: float | None
    local_env: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    exit_code: int | None = None

    def flag(self, name: str, default: bool = False) -> bool:
        """An input that is true or false."""
        text = self.inputs.get(name, "").strip().lower()
        return text in ("true", "1", "yes", "on") if text else default

    def text(self, name: str, default: str = "") -> str:
        """An input without blanks around it."""
        return self.inputs.get(name, "").strip() or default

    def lines(self, name: str) -> list[str]:
        """An input of several lines."""
        return [line.strip() for line in self.inputs.get(name, "").splitlines() if line.strip()]


Native = Callable[[Call], Outcome]
"""Our own version of an action. Raises `Unsupported` or `ActionFailed`."""


class RunsSteps(Protocol):
    """What a composite action needs of those who run steps."""

    def __call__(self, steps: Sequence[Step], state: JobState, scope: Scope) -> None:
        """Run steps one after the other; what became of them is in the scope."""
