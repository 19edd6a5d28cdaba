"""The facts that rules may ask for by name.

Given for every diagnosis: `run` (Run), `signals` (Signals), `tree` (Tree: the repository at the commit; empty
when there is none), `workflow` (Source: the run's workflow file as of its commit; None where nobody gave it).
Everything else is computed from these when a rule first asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from regreen.engine.facts import Facts
from regreen.logs.gates import Gates, gates_of
from regreen.logs.signals import Signals, Tail
from regreen.logs.statements import statements
from regreen.model.run import Run
from regreen.model.text import Source
from regreen.project.tree import Tree

if TYPE_CHECKING:
    from regreen.project.connections import Connection
    from regreen.project.first_party import FirstParty
    from regreen.project.imported import Imported
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.projects import Projects
    from regreen.project.paths.path import MissingPath
    from regreen.project.style.report import StyleReport
    from regreen.workflow.definitions import Action, Workflow
    from regreen.workflow.problems import Problem
    from regreen.workflow.scripts import PlacedStep

WORKFLOWS = ".github/workflows"


def tails(signals: Signals) -> tuple[Tail, ...]:
    """The last lines of steps that failed, or whose end nobody tells."""
    return signals.tails


def gates(signals: Signals) -> Gates:
    """The checkers that said no, each with its messages and verdicts."""
    return gates_of(signals)


def first_party(tree: Tree) -> FirstParty:
    """The project's own imports; nothing is read before one of them is asked for."""
    from regreen.project.first_party import FirstParty

    return FirstParty(tree)


def workflows(tree: Tree, workflow: Source | None) -> tuple[Workflow, ...]:
    """The workflow files, in the order of their paths; the run's own as of the run's commit."""
    paths = [
        path for path in tree.under(WORKFLOWS) if path.endswith((".yml", ".yaml")) and path.count("/") == 2
    ]
    found = {path: source for path in paths if (source := tree.source(path))}
    if workflow is not None:
        found[workflow.path] = workflow
    if not found:
        return ()
    from regreen.workflow.load import load_workflow

    return tuple(load_workflow(found[path]) for path in sorted(found))


def actions(tree: Tree) -> tuple[Action, ...]:
    """The actions that the repository holds, in the order of their paths; test data is left out, and workflows that
    are called so.
    """
    from regreen.project.modules import is_set_aside
    from regreen.workflow.actions import load_action

    paths = sorted(path for name in ("action.yml", "action.yaml") for path in tree.names.get(name, ()))
    found = (path for path in paths if not is_set_aside(path) and not path.startswith(".github/workflows/"))
    sources = (tree.source(path) for path in found)
    return tuple(load_action(source) for source in sources if source is not None)


def steps(workflows: tuple[Workflow, ...], actions: tuple[Action, ...]) -> tuple[PlacedStep, ...]:
    """Every step of the workflows and of the composite actions."""
    from regreen.workflow.scripts import placed_steps

    return tuple(placed_steps((*workflows, *actions)))


def style_reports(tree: Tree, job_runs: tuple[JobRun, ...], today: date) -> tuple[StyleReport, ...]:
    """What formatters and linters refuse for certain in the files that CI hands them; no tool is run."""
    from regreen.project.style.calls import tool_calls

    calls = tool_calls(tree, job_runs)
    if not calls:
        return ()
    # It takes longer to load than many a repository to check.
    from regreen.project.style.report import style_reports

    return style_reports(tree, calls, today)


def missing_paths(tree: Tree, workflows: tuple[Workflow, ...]) -> tuple[MissingPath, ...]:
    """Paths that the jobs of the workflows name and the checkout does not have."""
    from regreen.project.paths.missing import missing_paths

    return missing_paths(tree, workflows)


def projects(tree: Tree) -> Projects:
    """The projects of the repository."""
    from regreen.project.jobs.projects import Projects

    return Projects(tree)


def job_runs(projects: Projects, workflows: tuple[Workflow, ...]) -> tuple[JobRun, ...]:
    """What each job installs and calls."""
    from regreen.project.jobs.follow import job_runs as follow

    return follow(projects, workflows)


def lacking(tree: Tree) -> Lacking:
    """Answers what jobs need and do not have."""
    from regreen.project.jobs.holdings import Holdings
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.modules import Modules

    return Lacking(tree, Holdings(tree), Modules(tree))


def imported(job_runs: tuple[JobRun, ...], lacking: Lacking) -> Imported:
    """Which files the jobs import."""
    from regreen.project.imported import Imported

    return Imported(job_runs, lacking)


def workflow_problems(workflows: tuple[Workflow, ...]) -> tuple[tuple[Workflow, Problem], ...]:
    """What is wrong in each workflow file, in the order of the files."""
    from regreen.workflow.validate import validate_workflow

    return tuple((workflow, problem) for workflow in workflows for problem in validate_workflow(workflow))


def connections(tree: Tree) -> tuple[Connection, ...]:
    """Addresses and credentials of services that Python files hold."""
    from regreen.project.connections import connections

    return connections(tree)


def today(run: Run, tree: Tree) -> date:
    """The day as of which to judge: that of the run, of the commit that is looked at, or the day it is."""
    try:
        return date.fromisoformat(run.ref.started[:10])
    except ValueError:
        return tree.date or date.today()


def unasked() -> tuple[object, ...]:
    """What probes find out while nobody has asked for them."""
    return ()


PROVIDERS: Mapping[str, Callable[..., object]] = {
    "resolutions": unasked,
    "upstream": unasked,
    "absent_modules": unasked,
    "tool_reports": unasked,
    "lock_states": unasked,
    "wheels": unasked,
    "gates": gates,
    "tails": tails,
    "first_party": first_party,
    "statements": statements,
    "workflows": workflows,
    "actions": actions,
    "steps": steps,
    "today": today,
    "workflow_problems": workflow_problems,
    "connections": connections,
    "projects": projects,
    "job_runs": job_runs,
    "lacking": lacking,
    "imported": imported,
    "missing_paths": missing_paths,
    "style_reports": style_reports,
}


def has_repository(facts: Facts) -> bool:
    """Whether there is anything of a repository to look at."""
    tree = facts.get("tree", "the engine")
    return facts.get("workflow", "the engine") is not None or (isinstance(tree, Tree) and bool(tree.paths))


def facts(
    run: Run,
    signals: Signals,
    tree: Tree | None = None,
    workflow: Source | None = None,
    probes: Mapping[str, Callable[..., object]] | None = None,
) -> Facts:
    """The facts of one diagnosis; `probes` provide those that take asking real tools."""
    tree = tree if tree is not None else Tree.of({}, tracked=False)
    return Facts(
        {"run": run, "signals": signals, "tree": tree, "workflow": workflow}, {**PROVIDERS, **(probes or {})}
    )
