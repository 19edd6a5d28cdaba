"""The lock file was not renewed after the dependencies were changed.

## Why
`pyproject.toml` or `package.json` was edited (by hand, by a bot, by a merge) and the lock was not committed with it, or the lock was written by another version of the tool. In CI the installer refuses to change it.

## Fix
Lock again with the version of the tool that CI uses and commit the lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.finding import FileEvidence
from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique
from regreen.rules._refused import NOT_INSTALLED, refused

if TYPE_CHECKING:
    from regreen.project.jobs.model import Call, Install, JobRun
    from regreen.project.jobs.projects import Project, Projects
    from regreen.project.lock_fresh import Stale

_COMMANDS = {"uv": "uv lock", "poetry": "poetry lock"}
_SHOWN = 3


def outdated(job_runs: tuple[JobRun, ...], projects: Projects) -> Matches:
    """Locks that do not repeat what is declared, where a job installs from them; one match for each lock."""
    groups: dict[str, list[tuple[JobRun, FileEvidence, Project, bool]]] = {}
    for run, place, project, fatal in _uses(job_runs, projects):
        groups.setdefault(_path(project), []).append((run, place, project, fatal))
    for members in groups.values():
        run, _, project, _ = members[0]
        tool, stale = _stale(project)
        fatal = any(item[3] for item in members)
        missing = [item for item in stale if fatal or item.what.endswith(" is not in it")]
        if missing:
            shown = "; ".join(item.what for item in missing[:_SHOWN])
            yield Match(
                places=unique((missing[0].declared, missing[0].locked, *(item[1] for item in members))),
                data={"tool": tool, "command": _COMMANDS[tool]},
                severity=Severity.ERROR if fatal else Severity.WARNING,
                count=len(members),
                title=f"The lock that {named(run)} installs from is not for the dependencies declared: {shown}",
            )


def _uses(
    job_runs: tuple[JobRun, ...], projects: Projects
) -> Iterator[tuple[JobRun, FileEvidence, Project, bool]]:
    """Commands that install from a lock, and whether they stop at a stale one."""
    for run in job_runs:
        for install in () if run.foreign else run.installs:
            project = projects.around(install.directory)
            if project is not None and _decides(install, projects, project):
                yield run, install.place, project, install.certain and _is_strict(install)
        for call in () if run.foreign else run.calls:
            project = projects.around(call.directory) if _checks_lock(call) else None
            if project is not None:
                yield run, call.place, project, call.certain


def _decides(install: Install, projects: Projects, project: Project) -> bool:
    """Whether the project's own lock is what the command installs from."""
    manager = install.tool.partition(" ")[0]
    if manager not in _COMMANDS or install.tool == "uv pip" or projects.workspace(project) is not project:
        return False
    lock = f"{project.directory}/{manager}.lock".lstrip("/")
    strict = _is_strict(install) or "--frozen" in install.arguments
    return (
        lock in projects.tree
        and strict
        and any(r.kind in ("project", "dependencies") for r in install.requests)
    )


def _is_strict(install: Install) -> bool:
    return install.tool == "poetry" or "--locked" in install.arguments


def _checks_lock(call: Call) -> bool:
    words = call.arguments
    return (
        call.program == "uv" and words[:1] == ("lock",) and bool({"--check", "--locked"} & set(words))
    ) or (call.program == "poetry" and words[:2] in (("check", "--lock"), ("lock", "--check")))


def _path(project: Project) -> str:
    names = (f"{project.directory}/{tool}.lock".lstrip("/") for tool in _COMMANDS)
    return next((name for name in names if name in project.tree), "")


def _stale(project: Project) -> tuple[str, list[Stale]]:
    from regreen.project.lock_fresh import poetry_stale, uv_stale

    path = _path(project)
    source, file = project.tree.source(path) if path else None, project.pyproject
    if source is None or file is None:
        return "", []
    if path.endswith("poetry.lock"):
        return "poetry", list(poetry_stale(file, source))
    return "uv", list(uv_stale(file, source, ""))


RULE = Rule(
    id="lock-file-stale",
    category=Category.DEPENDENCY_RESOLUTION,
    title="The lock file of {tool} does not belong to the declared dependencies",
    log=refused("lock-file-stale", tolerated=True),
    find=outdated,
    key=("tool",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Lock again and commit the result",
            Safety.ADVICE,
            commands=(
                "uv lock  # poetry lock, pdm lock, npm install --package-lock-only, pnpm install --lockfile-only",
            ),
        ),
    ),
)
