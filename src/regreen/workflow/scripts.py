"""Every step of a repository's workflows and composite actions, with what it runs under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from regreen.model.text import Source, Span
from regreen.workflow.definitions import Action, Defaults, Job, Step, Workflow
from regreen.workflow.expr import ExpressionError, Function, Value, evaluate_condition, interpolate
from regreen.workflow.expr.template import OPEN
from regreen.workflow.locate import span_in
from regreen.workflow.matrix import expand, values_of
from regreen.workflow.nodes import Scalar
from regreen.workflow.schema.runners import HOSTED, System
from regreen.workflow.shell.commands import Command, commands

ERREXIT = "-e"
PIPEFAIL = "-eo pipefail"
PLAIN = "plain"
OTHER = ""
"""No POSIX shell."""
_NAMED = {"bash": PIPEFAIL, "sh": ERREXIT}
_FAMILIES = {"ubuntu-": System.LINUX, "macos-": System.MACOS, "windows-": System.WINDOWS}
_STATES: Mapping[str, Function] = dict.fromkeys(("success", "always", "failure"), lambda arguments: True)


class PlacedStep(Struct, frozen=True, dict=True):
    """A step where it stands; `job` is None in a composite action."""

    file: Workflow | Action
    job: Job | None
    step: Step

    @property
    def source(self) -> Source:
        """The file."""
        return self.file.source

    @property
    def path(self) -> tuple[str | int, ...]:
        """Where the step's mapping stands in the file."""
        owner = ("jobs", self.job.id_node.text) if self.job else ("runs",)
        return (*owner, "steps", self.step.index)

    @cached_property
    def shell(self) -> str:
        """How a POSIX shell is called for the script: one of the constants of this module.

        Source: GitHub Docs, "Workflow syntax", `steps[*].shell`: unnamed, bash gets `-e` alone.
        """
        named = self.step.shell or _default(self, "shell")
        if not named:
            return ERREXIT if self.job is not None and not self.on_windows_only else OTHER
        if named in _NAMED:
            return _NAMED[named]
        words = named.split()
        if words[0].rpartition("/")[2] not in ("bash", "sh", "dash"):
            return OTHER
        flags = "".join(word[1:] for word in words if word.startswith("-") and not word.startswith("--"))
        if "pipefail" in words:
            return PIPEFAIL if "e" in flags else PLAIN
        return ERREXIT if "e" in flags else PLAIN

    @property
    def working_directory(self) -> str:
        """The folder below the workspace in which the script starts, as it is written."""
        return self.step.working_directory or _default(self, "working_directory")

    @cached_property
    def commands(self) -> tuple[Command, ...]:
        """The simple commands of the script; none where it is no script of a POSIX shell."""
        return commands(self.step.run) if self.step.run and self.shell != OTHER else ()

    @cached_property
    def systems(self) -> frozenset[System | None]:
        """What the job may run on; None among them where nobody knows."""
        return frozenset(system_of(label) for label in labels(self.job)) if self.job else frozenset()

    @cached_property
    def powershell(self) -> str:
        """`pwsh` or `powershell` where the script is (also, on some legs) one of PowerShell, else empty."""
        named = (self.step.shell or _default(self, "shell")).partition(" ")[0]
        if named in ("pwsh", "powershell"):
            return named
        if named or self.job is None or self.job.container is not None:
            return ""
        condition = self.step.if_ or "success()"
        on_windows = System.WINDOWS in self.systems and System.WINDOWS in _systems_where(self.job, condition)
        return "pwsh" if on_windows else ""

    @cached_property
    def on_windows_only(self) -> bool:
        """Whether every runner that the step runs on is known to be Windows."""
        if self.job is None or not {System.WINDOWS, None} & self.systems:
            return False
        if self.systems == {System.WINDOWS}:
            return True
        return bool(self.step.if_) and _systems_where(self.job, self.step.if_ or "") == {System.WINDOWS}

    def span(self, start: int, end: int) -> Span:
        """Characters of the script as characters of the file."""
        node = self.step.at("run")
        if not isinstance(node, Scalar):
            return self.step.span
        return span_in(self.source, node, start, end)

    def env(self, name: str) -> str | None:
        """A variable that the workflow, the job or the step sets; None where none of them does."""
        layers = [self.step.env]
        layers += [self.job.env] if self.job else []
        layers += [self.file.env] if isinstance(self.file, Workflow) else []
        return next((layer[name] for layer in layers if name in layer), None)


def placed_steps(files: Iterable[Workflow | Action]) -> Iterator[PlacedStep]:
    """The steps of all files, in order."""
    for file in files:
        if isinstance(file, Action):
            yield from (PlacedStep(file, None, step) for step in file.steps)
        else:
            yield from (PlacedStep(file, job, step) for job in file.jobs for step in job.steps)


def labels(job: Job) -> tuple[str, ...]:
    """The labels a job's runners have, those of its matrix among them; an expression where it stays one."""
    found: list[str] = []
    for label in job.runs_on:
        values = values_of(job, label) if OPEN in label else ()
        found += [value.string for value in values] or (_filled(job, label) if OPEN in label else [label])
    return tuple(found)


def system_of(label: str) -> System | None:
    """The system of one of GitHub's runners, also of those that were withdrawn; None where nobody knows."""
    name = label.lower()
    return HOSTED.get(name) or next(
        (system for start, system in _FAMILIES.items() if name.startswith(start)), None
    )


def _systems_where(job: Job, condition: str) -> frozenset[System | None]:
    """The systems on which a step with this condition may run; of an unknown runner each of them is tried."""
    found: set[System | None] = set()
    for leg in expand(job).legs:
        try:
            names = [interpolate(label, {"matrix": leg.values}) for label in job.runs_on]
        except ExpressionError:
            names = []
        known = {system for name in names if (system := system_of(name))}
        found.update(system for system in known or System if _may_run(condition, leg.values, system))
    return frozenset(found)


def _may_run(condition: str, matrix: Mapping[str, Value], system: System) -> bool:
    try:
        return evaluate_condition(condition, {"matrix": matrix, "runner": {"os": system.value}}, _STATES)
    except ExpressionError:
        return True


def _filled(job: Job, label: str) -> list[str]:
    """A label such as `${{ matrix.os }}-latest` for each leg; itself where only the run decides."""
    try:
        filled = [interpolate(label, {"matrix": leg.values}) for leg in expand(job).legs]
    except ExpressionError:
        return [label]
    return list(dict.fromkeys(filled)) or [label]


def _default(placed: PlacedStep, name: str) -> str:
    holders = [placed.job.defaults if placed.job else None]
    holders += [placed.file.defaults] if isinstance(placed.file, Workflow) else []
    found: Iterable[Defaults] = (holder for holder in holders if holder is not None)
    return next((value for holder in found if (value := getattr(holder, name))), "")
