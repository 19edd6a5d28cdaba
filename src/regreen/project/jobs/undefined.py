"""Extras and groups that an installer is asked for and that no project defines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.project.distributions import normalize
from regreen.project.jobs.model import Install, JobRun, Request
from regreen.project.jobs.projects import Project, Projects
from regreen.project.jobs.wanted import joined

_LENIENT = frozenset({"pip", "uv pip"})  # they warn of an unknown extra and go on


class Undefined(Struct, frozen=True):
    """A name that is asked for as `kind` (extra or group) and not defined; `known` are those that are.
    `other`: it is defined as the other kind. `fatal`: the installer stops.
    """

    name: str
    kind: str
    run: JobRun
    install: Install
    project: Project
    known: tuple[str, ...]
    other: bool
    fatal: bool
    table: FileEvidence | None


def undefined(runs: Sequence[JobRun], projects: Projects) -> Iterator[Undefined]:
    """All of them, each once for a command."""
    seen: set[tuple[object, ...]] = set()
    for run in runs:
        for install in () if run.foreign else run.installs:
            for kind, name, project in _asked(install, projects):
                key = (install.place, kind, name)
                found = _judged(kind, name, project, run, install) if key not in seen else None
                seen.add(key)
                if found is not None:
                    yield found


def _asked(install: Install, projects: Projects) -> Iterator[tuple[str, str, Project]]:
    around = projects.around(install.directory)
    members = {request.kind for request in install.requests} & {"member"}
    for request in install.requests:
        if request.kind == "project" and request.project:
            folder = joined(install.directory, request.project)
            if folder is not None and projects.at(folder).exists:
                for extra in filter(None, map(str.strip, request.value.split(","))):
                    yield "extra", extra, projects.at(folder)
        elif request.kind in ("extra", "group", "no-group") and not members and request.value != "*":
            project = _of_group(request, install, projects) if request.project else around
            if project is not None and not (request.kind == "no-group" and install.tool.startswith("uv")):
                yield request.kind.removeprefix("no-"), request.value, project


def _of_group(request: Request, install: Install, projects: Projects) -> Project | None:
    folder = joined(install.directory, request.project.rpartition("/")[0])
    return projects.at(folder) if folder is not None else None


def _judged(kind: str, name: str, project: Project, run: JobRun, install: Install) -> Undefined | None:
    extras, groups = project.extras, frozenset(project.groups)
    if extras is None or project.broken or (install.tool == "pdm"):
        return None
    wanted = normalize(name)
    mine, other = (extras, groups) if kind == "extra" else (groups, extras)
    if wanted in mine or (kind == "group" and wanted in ("dev", "main") and not _says_so(install, name)):
        return None
    if kind == "extra" and install.tool in _LENIENT and any(r.kind == "file" for r in install.requests):
        return None
    fatal = install.certain and not (kind == "extra" and install.tool in _LENIENT)
    return Undefined(
        name, kind, run, install, project, tuple(sorted(mine)), wanted in other, fatal, _table(project, kind)
    )


def _says_so(install: Install, name: str) -> bool:
    """Whether the command names a group itself, so that it is not one that the tool takes for granted."""
    return name in install.arguments and "--dev" not in install.arguments


def _table(project: Project, kind: str) -> FileEvidence | None:
    """Where the names are that are defined."""
    file = project.pyproject
    if file is None:
        return None
    paths = (
        (("project", "optional-dependencies"), ("tool", "poetry", "extras"))
        if kind == "extra"
        else (("dependency-groups",), ("tool", "poetry", "group"))
    )
    chosen = next((path for path in paths if file.value(*path)), ("project",))
    return file.place(*chosen)
