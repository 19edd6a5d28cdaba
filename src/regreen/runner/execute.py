"""A workflow: its jobs after those they need, each leg of a matrix, reusable workflows within."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from regreen.model.execution import JobRun, SubstitutionKind
from regreen.model.run import Outcome
from regreen.model.text import Source
from regreen.runner import proc
from regreen.runner.checkout import Origin
from regreen.runner.contexts import (
    Secrets,
    Trigger,
    event_payload,
    github_context,
    runner_context,
)
from regreen.runner.env import as_of, machine_environment
from regreen.runner.evaluation import boolean
from regreen.runner.isolation.files import Box
from regreen.runner.isolation.level import Isolation
from regreen.runner.job import run_job, write_event
from regreen.runner.joblog import JobLog
from regreen.runner.masks import Masks
from regreen.runner.needs import Need, need_of, status_functions
from regreen.runner.orphans import Orphans
from regreen.runner.possible import obstacle
from regreen.runner.reusable import called_inputs, called_secrets, workflow_outputs
from regreen.runner.services.refusals import refusal
from regreen.runner.state import JobState, Settings
from regreen.runner.workspace import RunFolder, Workspace
from regreen.workflow.definitions import Job, Workflow
from regreen.workflow.expr import ExpressionError, Value, evaluate_condition
from regreen.workflow.expr.values import to_string
from regreen.workflow.load import load_workflow
from regreen.workflow.matrix import Leg, expand
from regreen.workflow.needs import NeedsGraph, needs_graph

_DEEPEST = 10  # reusable workflows that call each other


class Observer(Protocol):
    """Hears what happens while it happens."""

    def job_started(self, name: str) -> None:
        """A leg starts."""

    def line(self, job: str, text: str) -> None:
        """A line of its log."""

    def job_ended(self, job: JobRun) -> None:
        """A leg has ended, or will not be run."""


class Order(Struct, frozen=True):
    """What is to be run. `jobs` are ids or names of legs (none: all), `matrix` values that legs must have; the jobs
    that those need run first unless `needs` is off; `read` gives the text of a file at the commit.
    """

    workflow: Workflow
    origin: Origin
    trigger: Trigger
    read: Callable[[str], Source | None]
    jobs: tuple[str, ...] = ()
    matrix: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, Value] = field(default_factory=dict)
    prefix: str = ""
    depth: int = 0
    needs: bool = True


class Machine(Struct):
    """What all jobs of a run share."""

    settings: Settings
    folder: RunFolder
    observer: Observer
    cancelled: Callable[[], bool]
    orphans: Orphans
    isolation: Isolation
    count: int = 0


def run_workflow(order: Order, machine: Machine) -> tuple[JobRun, ...]:
    """Run the jobs; raises nothing for what a job does."""
    return tuple(_Workflow(order, machine).run())


class _Workflow(Struct):
    order: Order
    machine: Machine
    ended: dict[str, Need] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()
    refused: dict[str, str] = field(default_factory=dict)

    def run(self) -> Iterator[JobRun]:
        graph = needs_graph(self.order.workflow.jobs)
        self.needed = self._needed(graph)
        self._refuse()
        for job_id in graph.order():
            job = self.order.workflow.job(job_id)
            if job is None:
                continue
            legs = list(self._legs(job, graph.ancestors(job_id), graph.edges[job_id]))
            if legs:
                self.ended[job_id] = need_of(legs)
            yield from legs

    def _needed(self, graph: NeedsGraph) -> frozenset[str]:
        """The jobs that nobody named and that those need which somebody did."""
        order, contexts = self.order, self._contexts(())
        named = [job.id for job in order.workflow.jobs if order.jobs and is_named(job, order.jobs, contexts)]
        return (
            frozenset(need for job_id in named for need in graph.ancestors(job_id))
            if order.needs
            else frozenset()
        )

    def _refuse(self) -> None:
        """Services that cannot be had are said before the first job starts."""
        contexts = self._contexts(())
        for job in self.order.workflow.jobs:
            if self.order.jobs and job.id not in self.needed and not is_named(job, self.order.jobs, contexts):
                continue
            boxed = self.machine.isolation.boxed
            if reason := refusal(job, self.machine.settings, contexts, names=boxed):
                self.refused[job.id] = reason
                self.machine.observer.line(job.id, f"[not run] {job.id}: {reason}")

    def outputs(self) -> dict[str, Value]:
        """The jobs context of a reusable workflow."""
        return {name: need.value for name, need in self.ended.items()}

    def _legs(self, job: Job, ancestors: Sequence[str], direct: Sequence[str]) -> Iterator[JobRun]:
        contexts = self._contexts(direct)
        waited = [self.ended[name] for name in ancestors if name in self.ended]
        functions = status_functions(waited, self.machine.cancelled())
        try:
            wanted = evaluate_condition(job.if_ or "", contexts, functions)
            legs = self._selected(job, contexts)
        except ExpressionError as error:
            yield self._not_run(job, Outcome.FAILURE, f"its condition is not valid: {error.message}")
            return
        if isinstance(legs, str):
            yield self._not_run(job, Outcome.FAILURE, legs)
        elif legs and not wanted:
            bad = next(
                (
                    name
                    for name in direct
                    if name in self.ended and self.ended[name].outcome is not Outcome.SUCCESS
                ),
                "",
            )
            yield self._not_run(
                job, Outcome.SKIPPED, f"'{bad}' did not end well" if bad else "its condition is false"
            )
        else:
            yield from self._run_legs(job, legs, contexts)

    def _run_legs(self, job: Job, legs: Sequence[Leg], contexts: dict[str, Value]) -> Iterator[JobRun]:
        strategy = job.strategy
        fail_fast = boolean(strategy.fail_fast, contexts, {}, True) if strategy else False
        failed = ""
        for index, leg in enumerate(legs):
            name = self.order.prefix + leg.name
            if failed and fail_fast:
                yield self._not_run(job, Outcome.CANCELLED, f"fail-fast: '{failed}' failed", name)
                continue
            own: dict[str, Value] = {
                **contexts,
                "matrix": leg.values,
                "strategy": {
                    "fail-fast": fail_fast,
                    "job-index": index,
                    "job-total": len(legs),
                    "max-parallel": len(legs),
                },
            }
            for done in self._run_leg(job, name, own):
                if done.outcome is Outcome.FAILURE and not (done.tolerated or done.cannot_run):
                    failed = failed or name
                yield done

    def _run_leg(self, job: Job, name: str, contexts: dict[str, Value]) -> Iterator[JobRun]:
        if job.uses:
            yield from self._call(job, name, contexts)
            return
        reason = obstacle(job, contexts) or self.refused.get(job.id, "")
        if reason:
            yield self._not_run(job, Outcome.FAILURE, "", name, cannot=reason)
            return
        self.machine.observer.job_started(name)
        state = self._state(job, name, contexts)
        done = run_job(state)
        self.machine.observer.job_ended(done)
        yield done

    def _state(self, job: Job, name: str, contexts: dict[str, Value]) -> JobState:
        machine, order = self.machine, self.order
        machine.count += 1
        machine.isolation.renew()
        workspace = Workspace.create(machine.folder.root / f"job-{machine.count}", order.origin.name)
        tracking = f"regreen_{uuid.uuid4()}"
        machine.orphans.heard(f"track {tracking}")
        masks = Masks()
        for secret in order.secrets.values():
            masks.add(secret)
        log = JobLog(workspace.root / "log.txt", masks, lambda text: machine.observer.line(name, text))
        github = contexts["github"]
        assert isinstance(github, Mapping)
        state = JobState(
            job=job,
            workflow=order.workflow,
            name=name,
            settings=machine.settings,
            folder=machine.folder,
            workspace=workspace,
            origin=order.origin,
            log=log,
            masks=masks,
            contexts={
                **contexts,
                "github": {**github, "job": job.id, "workspace": str(workspace.checkout)},
                "runner": runner_context(workspace),
                "job": {"status": "success", "services": {}},
                "secrets": Secrets(order.secrets),
            },
            machine={
                **machine_environment(workspace, machine.settings.cache),
                **as_of("" if machine.settings.locked else machine.settings.as_of),
                proc.TRACKING: tracking,
            },
            cancelled=machine.cancelled,
            tell=machine.orphans.heard,
            orphans=machine.orphans,
            isolation=machine.isolation,
        )
        if machine.isolation.boxed:
            readable = (machine.settings.actions,) if machine.settings.actions else ()
            state.box = Box(machine.folder.root, workspace, machine.settings.cache, state.machine, readable)
        state.contexts["github"] = {**state.contexts["github"], "event_path": write_event(state)}  # type: ignore[dict-item]
        _constrain(state)
        return state

    def _call(self, job: Job, name: str, contexts: dict[str, Value]) -> Iterator[JobRun]:
        """A reusable workflow of this repository; its jobs are named `caller / job`."""
        called = self._called(job)
        if isinstance(called, str):
            yield self._not_run(job, Outcome.FAILURE, "", name, cannot=called)
            return
        try:
            secrets = called_secrets(job, self.order.secrets, contexts)
            inputs = called_inputs(job, called, contexts)
        except ExpressionError as error:
            yield self._not_run(job, Outcome.FAILURE, f"its inputs are not valid: {error.message}", name)
            return
        order = replace(
            self.order, workflow=called, jobs=(), matrix={}, secrets=secrets, inputs=inputs, prefix=f"{name} / ",
            depth=self.order.depth + 1,
        )  # fmt: skip
        inner = _Workflow(order, self.machine)
        jobs = list(inner.run())
        outputs = workflow_outputs(called, inner.outputs(), contexts)
        for done in jobs:
            yield replace(done, id=job.id, outputs=outputs)

    def _called(self, job: Job) -> Workflow | str:
        if not job.uses.startswith("./"):
            return f"it calls a workflow of another repository ({job.uses})"
        if self.order.depth >= _DEEPEST:
            return "reusable workflows are nested too deeply"
        source = self.order.read(job.uses.removeprefix("./"))
        return load_workflow(source) if source else f"there is no {job.uses} in the commit"

    def _selected(self, job: Job, contexts: Mapping[str, Value]) -> list[Leg] | str:
        """The legs that are asked for; a text says why they cannot be told."""
        expansion = expand(job, contexts)
        wanted = self.order.jobs
        if expansion.unknown:
            meant = not wanted or job.id in self.needed or is_named(job, wanted, contexts)
            return expansion.unknown if meant else []
        legs = list(expansion.legs)
        if wanted and job.id.lower() not in {name.lower() for name in wanted}:
            chosen = [leg for leg in legs if leg.name in wanted]
            if not chosen and job.id in self.needed:
                return legs
            legs = chosen
        from_matrix = self.order.matrix.items()
        return [leg for leg in legs if all(_has(leg, key, value) for key, value in from_matrix)]

    def _contexts(self, direct: Sequence[str]) -> dict[str, Value]:
        order = self.order
        github = github_context(
            order.trigger, order.origin, order.workflow.name or order.workflow.path, order.workflow.path
        )
        github["event"] = event_payload(order.trigger, order.origin)
        return {
            "github": github,
            "needs": {name: self.ended[name].value for name in direct if name in self.ended},
            "vars": dict(order.variables),
            "inputs": dict(order.inputs),
            "strategy": {},
            "matrix": {},
        }

    def _not_run(self, job: Job, outcome: Outcome, reason: str, name: str = "", cannot: str = "") -> JobRun:
        shown = name or self.order.prefix + (job.name or job.id)
        done = JobRun(job.id, shown, outcome, reason=reason, cannot_run=cannot)
        self.machine.observer.job_ended(done)
        return done


def _constrain(state: JobState) -> None:
    """Tell pip which versions a day had."""
    text = state.settings.constraints.get(state.job.id.lower())
    if text:
        file = state.workspace.root / "as-of.txt"
        file.write_text(text, "utf-8")
        state.machine["PIP_CONSTRAINT"] = str(file)
        if state.settings.locked:
            state.machine["UV_CONSTRAINT"] = str(file)
        used = f"{len(text.splitlines())} of them as of {state.settings.as_of}"
        state.substitute(SubstitutionKind.TOOL, "the newest packages", used, "through PIP_CONSTRAINT")


def is_named(job: Job, names: Sequence[str], contexts: Mapping[str, Value]) -> bool:
    """Whether one of the names is a job's id or that of one of its legs, as far as can be told before it starts."""
    if job.id.lower() in {name.lower() for name in names}:
        return True
    expansion = expand(job, contexts)
    if expansion.unknown:
        return any(name.startswith(job.name or job.id) for name in names)
    return any(leg.name in names for leg in expansion.legs)


def _has(leg: Leg, key: str, value: str) -> bool:
    return key in leg.values and to_string(leg.values[key]) == value
