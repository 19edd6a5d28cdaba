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
from regreen.rules._jobs import declare, fills, named, unique
from regreen.rules._left_out import ask_for
from regreen.rules._refused import refused

if TYPE_CHECKING:
    from regreen.project.closure import Dependencies
    from regreen.project.jobs.homes import Home
    from regreen.project.jobs.lacking import Lacking, MissingTool
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.projects import Projects


def absent(job_runs: tuple[JobRun, ...], lacking: Lacking, projects: Projects) -> Matches:
    """Programs that a job calls and no environment in sight has; one match for each program."""
    groups: dict[str, list[MissingTool]] = {}
    for item in lacking.missing_tools(job_runs):
        if item.elsewhere is None:
            groups.setdefault(item.program, []).append(item)
    for program, members in groups.items():
        members.sort(key=lambda item: not _is_certain(item, lacking.holdings.dependencies))
        first = members[0]
        home = _home(first, lacking, projects)
        title = f"Nothing installs {program} for {named(first.run)}"
        if home is not None:
            title += f"; {home.said} has it and is left out"
        certain = _is_certain(first, lacking.holdings.dependencies)
        yield Match(
            places=unique(place for item in members for place in _places(item, lacking, projects)),
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


def _places(item: MissingTool, lacking: Lacking, projects: Projects) -> Iterator[FileEvidence]:
    yield item.call.place
    yield from (install.place for install in fills(item.run, item.environment))
    home = _home(item, lacking, projects)
    if home is not None:
        yield home.place


def _home(item: MissingTool, lacking: Lacking, projects: Projects) -> Home | None:
    """The list of the project around that has the program's distribution."""
    from regreen.project.jobs.homes import home_of

    installs = tuple(fills(item.run, item.environment))
    dependencies = lacking.holdings.dependencies
    return home_of(item.distributions, item.call.directory, installs, projects, dependencies)


def asked_for(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking, projects: Projects) -> list[Edit]:
    """The option that installs the group or extra, on the command that fills the environment."""
    found: dict[Edit, None] = {}
    for item in lacking.missing_tools(job_runs) if not match.lines else ():
        home = _home(item, lacking, projects) if item.program == match.data["subject"] else None
        if home is not None:
            found.update(dict.fromkeys(ask_for(fills(item.run, item.environment), home, projects.tree)))
    return list(found)


def declared(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking, projects: Projects) -> list[Edit]:
    """The distribution in the list that the job installs from, where no group has it."""
    found: dict[Edit, None] = {}
    for item in lacking.missing_tools(job_runs) if not match.lines else ():
        if item.program == match.data["subject"] and _home(item, lacking, projects) is None:
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
