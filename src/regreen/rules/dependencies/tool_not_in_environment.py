"""`uv run`, `poetry run` and the like start a program that their environment does not have.

## Why
The program belongs to a group or extra that the job did not install, or is declared nowhere.

## Fix
Install the group that has it (`uv sync --group test`, `poetry install --with test`), or declare it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.finding import FileEvidence
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import declare, fills, inserted, named, unique
from regreen.rules._refused import refused

if TYPE_CHECKING:
    from regreen.project.closure import Dependencies
    from regreen.project.jobs.lacking import Lacking, MissingTool
    from regreen.project.jobs.model import Install, JobRun
    from regreen.project.jobs.projects import Project, Projects
    from regreen.project.tree import Tree

_FLAGS = {
    ("uv", "group"): "--group {}",
    ("uv", "extra"): "--extra {}",
    ("poetry", "group"): "--with {}",
    ("poetry", "extra"): "--extras {}",
    ("pdm", "group"): "-G {}",
    ("pdm", "extra"): "-G {}",
}


def absent(job_runs: tuple[JobRun, ...], lacking: Lacking, projects: Projects) -> Matches:
    """Programs that a job calls and no environment in sight has; one match for each program."""
    groups: dict[str, list[MissingTool]] = {}
    for item in lacking.missing_tools(job_runs):
        if item.elsewhere is None:
            groups.setdefault(item.program, []).append(item)
    for program, members in groups.items():
        members.sort(key=lambda item: not _is_certain(item, lacking.holdings.dependencies))
        first = members[0]
        home = _home(first, projects)
        title = f"Nothing installs {program} for {named(first.run)}"
        if home is not None:
            title += f"; the {home[1]} {home[2]!r} has it and is left out"
        certain = _is_certain(first, lacking.holdings.dependencies)
        yield Match(
            places=unique(place for item in members for place in _places(item, projects)),
            data={"subject": program, "distribution": first.distributions[0]},
            severity=Severity.ERROR if certain else Severity.WARNING,
            count=len({named(item.run) for item in members}),
            title=title,
        )


def _is_certain(item: MissingTool, dependencies: Dependencies) -> bool:
    """Whether nobody brings it along: what is installed is known, or it is nothing that others depend on."""
    if not item.call.certain:
        return False
    alike = item.program[:4]
    depended = any(len(dependencies.parents(name)) > 1 for name in item.distributions)
    return not item.open or not (depended or any(alike in name or "tool" in name for name in item.open))


def _places(item: MissingTool, projects: Projects) -> Iterator[FileEvidence]:
    yield item.call.place
    yield from (install.place for install in fills(item.run, item.environment))
    home = _home(item, projects)
    if home is not None:
        yield home[3]


def _home(item: MissingTool, projects: Projects) -> tuple[Project, str, str, FileEvidence] | None:
    """The group or extra of the project around that has the program's distribution, and where."""
    project = projects.around(item.call.directory)
    for kind, names in (
        ("group", project.groups if project else ()),
        ("extra", sorted(project.extras or ()) if project else ()),
    ):
        for name in names:
            asks = project.group(name) if kind == "group" else project.extra(name)  # type: ignore[union-attr]
            for declared in asks.declared:
                if declared.key in item.distributions and project is not None:
                    return project, kind, name, declared.place
    return None


def asked_for(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking, projects: Projects) -> list[Edit]:
    """The option that installs the group or extra, on the command that fills the environment."""
    found: dict[Edit, None] = {}
    for item in lacking.missing_tools(job_runs) if not match.lines else ():
        home = _home(item, projects) if item.program == match.data["subject"] else None
        install = next(fills(item.run, item.environment), None)
        if home is not None and install is not None:
            found.update(dict.fromkeys(_option(install, home[1], home[2], projects.tree)))
    return list(found)


def _option(install: Install, kind: str, name: str, tree: Tree) -> list[Edit]:
    manager = install.tool.partition(" ")[0]
    flag = _FLAGS.get((manager, kind))
    source = tree.source(install.place.path)
    if flag is None or source is None or install.tool == "uv pip":
        return []
    commands = {"uv sync": ("uv sync",), "uv run": ("uv run",), "poetry": ("poetry install", "poetry sync")}
    for command in commands.get(install.tool, (f"{manager} install", f"{manager} sync")):
        edits = inserted(source, install.place.line, command, flag.format(name))
        if edits:
            return edits
    return []


def declared(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking, projects: Projects) -> list[Edit]:
    """The distribution in the list that the job installs from, where no group has it."""
    found: dict[Edit, None] = {}
    for item in lacking.missing_tools(job_runs) if not match.lines else ():
        if item.program == match.data["subject"] and _home(item, projects) is None:
            edits = declare(item.distributions[0], item.run, item.environment, projects.tree, tests=True)
            found.update(dict.fromkeys(edits))
    return list(found)


RULE = Rule(
    id="tool-not-in-environment",
    category=Category.MISSING_TOOL,
    title="{subject} is not installed in the environment it is started from",
    log=refused("tool-not-in-environment"),
    find=absent,
    key=("subject",),
    explains=("command-not-found", "step-error", "uncaught-exception"),
    fixers=(
        Fixer("Install the group or extra that has {subject}", Safety.UNSAFE, asked_for),
        Fixer("Declare {distribution} where the job installs from", Safety.UNSAFE, declared),
        Fixer(
            "Install the group that has {subject}, or declare it",
            Safety.ADVICE,
            commands=("uv add --group test {subject}",),
        ),
    ),
)
