"""What an old commit's jobs installed in their day, as constraints for pip, which cannot look back by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time

from msgspec.structs import replace

from regreen.app.dated import Dated
from regreen.probe.budget import Budget
from regreen.probe.cache import Cache, cache_folder
from regreen.probe.resolve import Outcome, Resolver, uv_command
from regreen.probe.sets import install_sets
from regreen.project.jobs.follow import job_runs
from regreen.project.jobs.model import Installed
from regreen.project.jobs.projects import Projects
from regreen.project.probed import InstallSet
from regreen.project.tree import Tree
from regreen.workflow.definitions import Workflow

_TOTAL, _EACH = 180.0, 90.0  # seconds for the questions


def constraints_as_of(
    workflow: Workflow, tree: Tree, day: date, *, wanted: Callable[[str], bool], offline: bool
) -> Dated:
    """Resolve what the jobs' install lines ask for as of the end of a day. Needs uv."""
    locked = any(path.rpartition("/")[2] == "uv.lock" for path in tree.paths)
    if not uv_command():
        return Dated({}, ("pip installed today's packages: uv is not there to look back",), locked)
    projects = Projects(tree)
    everything = install_sets(projects, job_runs(projects, (workflow,)), day)
    lists = [item for item in everything if not item.job]
    jobs = [job.id for job in workflow.jobs if wanted(job.id) and any(step.run for step in job.steps)]
    resolver = Resolver(Cache(cache_folder()), Budget(_TOTAL, _EACH), offline=offline)
    moment = datetime.combine(day, time.max, UTC).replace(microsecond=0)
    found: dict[str, str] = {}
    notes: dict[str, None] = {}
    for job in jobs:
        sets = [item for item in everything if item.job == job]
        if not sets or any(item.open_ended for item in sets):
            sets += lists  # what a job's scripts install is among what the repository declares
        text, why = _pins(sets, resolver, moment)
        if text:
            found[job.lower()] = text
        notes.update(dict.fromkeys(f"pip in '{job}' may have installed newer packages: {one}" for one in why))
    return Dated(found, tuple(notes), locked)


def _pins(sets: list[InstallSet], resolver: Resolver, moment: datetime) -> tuple[str, list[str]]:
    """One constraints file for all Pythons of a job; a pin of one of several names it."""
    pythons = list(dict.fromkeys(item.python for item in sets))
    lines: list[str] = []
    why: list[str] = []
    for python in pythons:
        pins = dict[str, str]()
        for outcome in _outcomes([item for item in sets if item.python == python], resolver, moment, why):
            for package in outcome.packages:
                pins.setdefault(package.name, package.version)
        marker = f' ; python_version == "{python}"' if len(pythons) > 1 else ""
        lines += [f"{name}=={version}{marker}" for name, version in sorted(pins.items()) if version]
    return "\n".join(lines) + ("\n" if lines else ""), why


def _outcomes(
    sets: list[InstallSet], resolver: Resolver, moment: datetime, why: list[str]
) -> Iterable[Outcome]:
    """All that one environment gets at once, as long as that goes together; else set by set."""
    together = replace(
        sets[0],
        requirements=_unique(item for one in sets for item in one.requirements),
        constraints=_unique(item for one in sets for item in one.constraints),
    )
    outcome = resolver.ask(together, moment)
    if isinstance(outcome, Outcome) and outcome.solved:
        yield outcome
        return
    for one in sets if len(sets) > 1 else ():
        outcome = resolver.ask(one, moment)
        if isinstance(outcome, Outcome) and outcome.solved:
            yield outcome
        else:
            why.append(_told(outcome, one))
    if len(sets) == 1:
        why.append(_told(outcome, sets[0]))


def _told(outcome: object, asked: InstallSet) -> str:
    return f"{asked.label} has no solution for that day" if isinstance(outcome, Outcome) else str(outcome)


def _unique(items: Iterable[Installed]) -> tuple[Installed, ...]:
    return tuple(dict.fromkeys(items))
