"""Run jobs of a workflow on this machine: a clean clone of a commit in, a run like any other out."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from regreen.app.dated import Dated, day_of
from regreen.app.harvest import harvested
from regreen.app.run_result import as_run, judged
from regreen.config import PATH, Config, load
from regreen.model.errors import InputError
from regreen.model.execution import Execution, JobRun
from regreen.model.finding import Severity
from regreen.model.run import Run
from regreen.model.text import Source
from regreen.project.git import Repository
from regreen.project.tree import Tree
from regreen.runner.bounds import Bounds
from regreen.runner.checkout import Origin, make_mirror
from regreen.runner.contexts import Trigger
from regreen.runner.execute import Machine, Observer, Order, run_workflow
from regreen.runner.isolation.level import Access, Level
from regreen.runner.plan import choose_event, held_back
from regreen.runner.reusable import typed
from regreen.runner.start import machine
from regreen.runner.state import Settings
from regreen.sources.github import JobInfo
from regreen.sources.logfile import LogFile
from regreen.workflow.definitions import Event, Job, Workflow
from regreen.workflow.expr import Value
from regreen.workflow.load import load_workflow
from regreen.workflow.needs import needs_graph
from regreen.workflow.validate import validate_workflow

FOLDER = ".github/workflows/"


class Wanted(Struct, frozen=True, kw_only=True):
    """What is to be run. `workflow` is a path, a file name or the name inside (empty: the only one that fits), `jobs`
    are ids or names of legs (none: all; what they need comes first unless `needs` is off),
    `matrix` values a leg must have; `patch` is a unified diff that goes on
    top of the commit; `bounds` hold for each step, `watch` lets interpreters say what they wait for;
    packages are those of the day `as_of` (None: that of an old commit, else now);
    at `deadline` (a time of the monotonic clock) everything is cancelled.
    """

    repository: Path = Path()
    workflow: str = ""
    jobs: tuple[str, ...] = ()
    matrix: Mapping[str, str] = field(default_factory=dict)
    event: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    revision: str = "HEAD"
    patch: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    actions: Path | None = None
    bounds: Bounds = field(default_factory=Bounds)
    watch: bool = True
    isolation: Level = Level.NONE
    access: Access = Access.ON
    network: bool = True
    warm: bool = False
    as_of: date | None = None
    keep: bool = False
    cache: Path | None = None
    needs: bool = True
    deadline: float | None = None


class Ran(Struct, frozen=True):
    """What was run: everything a diagnosis starts from, and how each job went. `interrupted` says that somebody
    (not the deadline) wanted an end.
    """

    execution: Execution
    run: Run
    logs: tuple[LogFile, ...]
    infos: tuple[JobInfo, ...]
    tree: Tree
    workflow: Source
    config: Config
    interrupted: bool = False

    @property
    def good(self) -> bool:
        """Whether a job ran, and every one that did succeeded, its tests included."""
        jobs = self.execution.jobs
        return any(job.log for job in jobs) and all(job.good for job in jobs)


class Silence:
    """An observer that does not listen."""

    def job_started(self, name: str) -> None:
        """Nothing."""

    def line(self, job: str, text: str) -> None:
        """Nothing."""

    def job_ended(self, job: JobRun) -> None:
        """Nothing."""


def run(wanted: Wanted, observer: Observer | None = None) -> Ran:
    """Run the jobs that are wanted. What they say is executed on this machine, in folders of their own.

    Raises `InputError` where there is no such workflow, job, commit, or where the patch does not apply.
    """
    started = time.monotonic()
    repository = Repository.open(wanted.repository)
    commit = repository.commit(wanted.revision)
    day = day_of(repository, commit, wanted.as_of, datetime.now(UTC).date())
    settings = Settings(
        cache=wanted.cache or _cache(),
        network=wanted.network,
        bounds=wanted.bounds,
        watch=wanted.watch,
        isolation=wanted.isolation,
        access=wanted.access,
        actions=wanted.actions,
        services=wanted.services,
        warm=wanted.warm,
        as_of=day.isoformat() if day else "",
    )
    with machine(settings, observer or Silence(), keep=wanted.keep) as place:
        interrupted = place.cancelled
        place.cancelled = lambda: interrupted() or _over(wanted.deadline)
        origin = make_mirror(repository, place.folder.mirror, wanted.revision, patch=wanted.patch)
        tree = _tree(repository, origin)
        workflow = choose(tree, wanted)
        event = choose_event(workflow, wanted.event)
        dated = _dated(workflow, tree, day, wanted)
        place.settings = replace(settings, constraints=dated.constraints, locked=dated.locked)
        jobs = run_workflow(_order(workflow, event, origin, tree, wanted), place)
        notes = [*_notes(repository, commit, workflow, event, origin, place, wanted), *dated.notes]
        stopped = interrupted()
        jobs = tuple(harvested(job, tree.text) for job in jobs)
    jobs = tuple(judged(job) for job in jobs)
    execution = Execution(
        workflow.path, event.name, origin.commit, jobs, tuple(notes), time.monotonic() - started
    )
    if not jobs:
        raise InputError(f"{workflow.path} has no job {_named(wanted)}")
    result, logs, infos = as_run(execution)
    return Ran(execution, result, logs, infos, tree, workflow.source, load(tree.source(PATH)), stopped)


def _over(deadline: float | None) -> bool:
    return deadline is not None and time.monotonic() >= deadline


def choose(tree: Tree, wanted: Wanted) -> Workflow:
    """The workflow that is meant. Raises `InputError` that names the choices."""
    found = [load_workflow(source) for source in workflow_files(tree)]
    if not found:
        raise InputError(f"the commit has no workflow in {FOLDER}")
    fitting = [one for one in found if _is(one, wanted.workflow)] if wanted.workflow else found
    if not fitting:
        raise InputError(f"there is no workflow {wanted.workflow!a}; there are: {_names(found)}")
    broken = [one for one in fitting if not one.jobs]
    fitting = [one for one in fitting if one.jobs and _has_jobs(one, wanted.jobs)]
    if not fitting and broken and wanted.workflow:
        problem = next(iter(broken[0].problems), None)
        raise InputError(
            f"{broken[0].path} cannot be run: {problem.message if problem else 'it has no jobs'}"
        )
    if not fitting:
        raise InputError(f"no workflow has a job {_named(wanted)}")
    if len(fitting) > 1 and not wanted.workflow:
        started = [one for one in fitting if one.event("push") or one.event("pull_request")]
        fitting = started if len(started) == 1 else fitting
    if len(fitting) > 1:
        raise InputError(f"several workflows fit; name one with -w: {_names(fitting)}")
    return fitting[0]


def workflow_files(tree: Tree) -> list[Source]:
    """The workflow files of a commit."""
    paths = [
        path
        for path in tree.paths
        if path.startswith(FOLDER) and path.count("/") == 2 and path.endswith((".yml", ".yaml"))
    ]
    return [source for path in paths if (source := tree.source(path)) is not None]


def _is(workflow: Workflow, name: str) -> bool:
    file = workflow.path.rpartition("/")[2]
    return (
        name in (workflow.path, file, file.rpartition(".")[0], workflow.name) or name == f"./{workflow.path}"
    )


def _has_jobs(workflow: Workflow, names: Sequence[str]) -> bool:
    """Whether each name is a job's id, its name, or that of one of its legs."""
    return all(any(_is_named(job, name) for job in workflow.jobs) for name in names)


def _is_named(job: Job, name: str) -> bool:
    return name.lower() == job.id.lower() or _leg_of(name, job.name or job.id)


def _leg_of(name: str, job: str) -> bool:
    return name == job or name.startswith(f"{job} (") or "${{" in job


def _names(workflows: Sequence[Workflow]) -> str:
    return ", ".join(one.path.removeprefix(FOLDER) for one in workflows)


def _named(wanted: Wanted) -> str:
    names = ", ".join(wanted.jobs) or "at all"
    legs = ", ".join(f"{key}={value}" for key, value in wanted.matrix.items())
    return f"{names} with {legs}" if legs else names


def _tree(repository: Repository, origin: Origin) -> Tree:
    """The files at the commit, the patch included; none of them is read from the mirror, which will be gone."""
    base = repository.tree(origin.base)
    if origin.commit == origin.base:
        return base
    patched = Repository(origin.mirror, origin.mirror, bare=True)
    listing = patched.git("diff", "--name-only", "-z", "--diff-filter=d", origin.base, origin.commit)
    tree = patched.tree(origin.commit)
    paths = [os.fsdecode(path) for path in listing.split(b"\0") if path]
    return base.patched({path: text for path in paths if (text := tree.text(path)) is not None})


def _order(workflow: Workflow, event: Event, origin: Origin, tree: Tree, wanted: Wanted) -> Order:
    inputs: dict[str, Value] = {}
    for item in event.inputs:
        inputs[item.name] = typed(item, wanted.inputs.get(item.name, item.default), {})
    branch = origin.ref.removeprefix("refs/heads/")
    trigger = Trigger(event.name, {"inputs": inputs} if inputs else {})
    if event.name.startswith("pull_request"):
        trigger = replace(trigger, base="main", head=branch)
    return Order(
        workflow,
        origin,
        trigger,
        tree.source,
        wanted.jobs,
        wanted.matrix,
        wanted.secrets,
        wanted.variables,
        inputs,
        needs=wanted.needs,
    )


def _notes(
    repository: Repository,
    commit: str,
    workflow: Workflow,
    event: Event,
    origin: Origin,
    place: Machine,
    wanted: Wanted,
) -> list[str]:
    notes = []
    refused = [problem for problem in validate_workflow(workflow) if problem.severity is Severity.ERROR]
    if refused:
        line = workflow.source.position(refused[0].span.start)[0]
        notes.append(f"GitHub would refuse this workflow (line {line}): {refused[0].message}")
    if place.settings.as_of:
        notes.append(f"packages as of {place.settings.as_of}, not today's (--as-of DAY says otherwise)")
    notes += _needs(workflow, wanted)
    if reason := held_back(event, origin.ref):
        notes.append(f"on GitHub this would not have started: {reason}")
    if workflow.concurrency is not None and workflow.concurrency.group:
        notes.append(f"concurrency '{workflow.concurrency.group}' is of no consequence here")
    notes += [
        f"job '{job.id}' belongs to the environment '{job.environment}', whose rules and secrets are not here"
        for job in workflow.jobs
        if job.environment
    ]
    if commit == repository.head() and not repository.bare and (changed := _uncommitted(repository)):
        notes.append(f"{changed} changed or untracked paths are in no commit and were left out")
    if place.isolation.shown:
        notes.append(f"isolation: {place.isolation.shown}")
    if wanted.keep:
        notes.append(f"the folders of the run were kept: {place.folder.root}")
    return notes


def _dated(workflow: Workflow, tree: Tree, day: date | None, wanted: Wanted) -> Dated:
    """The pins of the jobs that will run."""
    if day is None:
        return Dated({})
    from regreen.app.as_of import constraints_as_of  # what resolves and follows scripts takes long to load

    graph = needs_graph(workflow.jobs)
    named = {job.id for job in workflow.jobs if any(_is_named(job, name) for name in wanted.jobs)}
    needed = {need for job_id in named for need in graph.ancestors(job_id)} if wanted.needs else set()
    chosen = named | needed if wanted.jobs else {job.id for job in workflow.jobs}
    return constraints_as_of(workflow, tree, day, wanted=chosen.__contains__, offline=not wanted.network)


def _needs(workflow: Workflow, wanted: Wanted) -> Iterator[str]:
    """What became of the jobs that those wanted wait for."""
    graph = needs_graph(workflow.jobs)
    named = [job for job in workflow.jobs if any(_is_named(job, name) for name in wanted.jobs)]
    for job in named:
        others = [one for one in graph.ancestors(job.id) if one not in {other.id for other in named}]
        if others:
            what = "which ran first" if wanted.needs else "which was left out: what it reads of it is empty"
            yield f"'{job.id}' needs {', '.join(others)}, {what}"


def _uncommitted(repository: Repository) -> int:
    return len([item for item in repository.git("status", "--porcelain", "-z").split(b"\0") if item])


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "regreen" / "run"
