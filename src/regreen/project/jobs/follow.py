"""A job's steps in their order -> the calls of programs, each with what was installed by then."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.jobs.known import HARMLESS_OWNERS, PROVIDERS
from regreen.project.jobs.leg import Leg, Runs, legs, python_version
from regreen.project.jobs.model import SYSTEM, Call, Install, Installed, JobRun
from regreen.project.jobs.projects import Projects
from regreen.project.jobs.script import Follower
from regreen.project.jobs.state import State
from regreen.project.jobs.wanted import Resolver, joined
from regreen.project.place import at
from regreen.workflow.actions import UsesKind, load_action, parse_uses
from regreen.workflow.definitions import Action, Job, Step, Workflow
from regreen.workflow.scripts import OTHER, PlacedStep

_PYTHON_IMAGE = re.compile(r"^(?:docker\.io/)?(?:library/)?python:(\d+\.\d+)(?![\d])")
_RELEASE = re.compile(r"^\d+(?:\.\d+)*$")
_DEPTH = 4  # composite actions that use composite actions


def job_runs(projects: Projects, workflows: tuple[Workflow, ...]) -> tuple[JobRun, ...]:
    """Every job of the workflows, once for each leg that differs in something the job's steps use."""
    resolver = Resolver(projects)
    return tuple(
        run
        for workflow in workflows
        for job in workflow.jobs
        if job.steps
        for leg in legs(job)
        if leg.runs(job.if_) is not Runs.NO
        for run in [_Runner(resolver, workflow, job, leg).run()]
    )


class _Runner:
    """Follows one leg of one job."""

    def __init__(self, resolver: Resolver, workflow: Workflow, job: Job, leg: Leg) -> None:
        self.resolver, self.tree = resolver, resolver.tree
        self.workflow, self.job, self.leg = workflow, job, leg
        self.state = State()
        self.calls: list[Call] = []
        self.installs: list[Install] = []

    def run(self) -> JobRun:
        """The job as this leg runs it."""
        self.state.variables = {**self.workflow.env, **self.job.env}
        image = (
            _PYTHON_IMAGE.match(self.leg.text(self.job.container.image, {})) if self.job.container else None
        )
        if image:
            self.state.python = image[1]
        elif self.job.container is not None:
            self.state.give_up("the image of the job's container")
        elif not self.leg.hosted:
            self.state.give_up("what the machine has, which is not GitHub's")
        for step in self.job.steps:
            self._step(self.workflow, self.job, step, self.leg, certain=True, depth=0)
        return JobRun(
            self.workflow,
            self.job,
            self.leg.name,
            self.state.python,
            self.leg.system,
            tuple(self.calls),
            tuple(self.installs),
            self.state.foreign or not self.state.checked_out,
            self.state.python_place,
        )

    def _step(
        self, file: Workflow | Action, job: Job | None, step: Step, leg: Leg, *, certain: bool, depth: int
    ) -> None:
        runs = leg.runs(step.if_)
        if runs is Runs.NO:
            return
        certain = certain and runs is Runs.YES and step.continue_on_error is not True
        certain = certain and self.job.continue_on_error in (None, False)
        if step.uses:
            self._uses(file.source, step, leg, certain=certain, depth=depth)
        elif step.run:
            self._script(PlacedStep(file, job, step), leg, certain=certain)

    def _script(self, placed: PlacedStep, leg: Leg, *, certain: bool) -> None:
        step = placed.step
        if placed.shell == OTHER and not _looks_posix(placed):
            self.state.give_up(f"the script of '{step.title}', which is not read")
            return
        variables = {**self.state.variables, **step.env}
        variables = {name: leg.text(value, self.state.variables) for name, value in variables.items()}
        folder = leg.text(placed.working_directory, variables)
        directory = "" if not folder else joined("", folder)
        follower = Follower(self.resolver, self.state, leg, self.calls, self.installs, certain=certain)
        follower.step(placed, variables, directory)

    def _uses(self, source: Source, step: Step, leg: Leg, *, certain: bool, depth: int) -> None:
        uses = parse_uses(leg.text(step.uses, self.state.variables))
        inputs = {name: leg.text(value, self.state.variables) for name, value in step.with_.items()}
        if uses.kind is UsesKind.LOCAL:
            self._local(uses.path, step, inputs, leg, certain=certain, depth=depth)
        elif uses.kind is UsesKind.REPOSITORY:
            self._action(uses.name.lower(), at(source, step.span.start), step, inputs)
        else:
            self.state.give_up(f"the action {step.uses}")

    def _local(
        self, path: str, step: Step, inputs: Mapping[str, str], leg: Leg, *, certain: bool, depth: int
    ) -> None:
        folder = joined("", path) or ""
        names = ("action.yml", "action.yaml")
        found = (self.tree.source(f"{folder}/{name}".lstrip("/")) for name in names)
        source = next((item for item in found if item is not None), None)
        action = _loaded(source) if source is not None else None
        if (
            action is None
            or depth > _DEPTH
            or (action.using != "composite" and not action.using.startswith("node"))
        ):
            self.state.give_up(f"the action {step.uses}")
            return
        given = {item.name: item.default or "" for item in action.inputs} | dict(inputs)
        inner = Leg(leg.name, leg.matrix, leg.system, leg.hosted, leg.known, given)
        for part in action.steps:
            self._step(action, None, part, inner, certain=certain, depth=depth + 1)

    def _action(self, name: str, place: FileEvidence, step: Step, inputs: Mapping[str, str]) -> None:
        if name == "actions/checkout":
            self._checkout(inputs)
        elif name == "actions/setup-python":
            self._python(inputs, place, step)
        elif name in PROVIDERS:
            self._provided(name, inputs, place)
        elif name.partition("/")[0] not in HARMLESS_OWNERS:
            self.state.give_up(f"the action {name}")

    def _checkout(self, inputs: Mapping[str, str]) -> None:
        repository = inputs.get("repository", "")
        own = repository in ("", "${{ github.repository }}") or "head.repo" in repository
        if not own or inputs.get("path", ".") not in (".", "./"):
            self.state.foreign = True
        if own:
            self.state.checked_out = True

    def _python(self, inputs: Mapping[str, str], place: FileEvidence, step: Step) -> None:
        asked = inputs.get("python-version", "")
        if not asked and inputs.get("python-version-file"):
            path = joined("", inputs["python-version-file"])
            text = (self.tree.text(path) if path else None) or ""
            asked = text.strip().split("\n")[0] if path and path.endswith("version") else ""
        lines = [line for line in asked.split("\n") if line.strip()]
        self.state.python = python_version(lines[0]) if len(lines) == 1 else ""
        self.state.python_place = place
        node = step.at("with", "python-version")
        if node is not None:
            source = next(f for f in (self.workflow.source,) if f is not None)
            if node.span.path == source.path:
                self.state.python_place = at(source, node.span.start)
        system = self.state.environment(SYSTEM)
        numbers = tuple(map(int, self.state.python.split("."))) if self.state.python else (99,)
        names = ("pip", "setuptools") if numbers < (3, 12) else ("pip",)
        system.installed += [Installed(name, "", (), place, bare=True) for name in names]
        if inputs.get("pip-install"):
            self.state.give_up("pip-install of actions/setup-python")

    def _provided(self, name: str, inputs: Mapping[str, str], place: FileEvidence) -> None:
        system = self.state.environment(SYSTEM)
        asked = next((inputs[key] for key in ("version", "poetry-version") if inputs.get(key)), "")
        pin = f"=={asked}" if _RELEASE.match(asked) else "" if asked in ("", "latest") else "===?"
        system.installed += [Installed(tool, pin, (), place, bare=True) for tool in PROVIDERS[name]]
        if "setup-uv" in name:
            self.state.python = python_version(inputs.get("python-version", "")) or self.state.python
            if inputs.get("activate-environment") == "true":
                self.state.active = ".venv"
        elif name.endswith(("poetry", "-poetry")) and inputs.get("virtualenvs-create") == "false":
            self.state.poetry_in_active = True
        elif name.endswith("setup-pdm"):
            self.state.python = python_version(inputs.get("python-version", "")) or self.state.python


@lru_cache(maxsize=128)
def _loaded(source: Source) -> Action:
    """An action of the tree, which many jobs may use."""
    return load_action(source)


def _looks_posix(placed: PlacedStep) -> bool:
    """PowerShell and cmd are read where a script is a plain list of commands."""
    text = placed.step.run or ""
    return not any(sign in text for sign in ("$env:", "foreach", "%", "Write-", "if (", "@(", "Get-", "Set-"))
