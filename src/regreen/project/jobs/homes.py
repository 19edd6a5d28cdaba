"""The lists of a project that have a distribution which a job leaves out: groups, extras, requirements files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.project.closure import Dependencies
from regreen.project.jobs.model import Install
from regreen.project.jobs.projects import Asks, Project, Projects, requirements
from regreen.project.jobs.wanted import joined

_MANAGERS = ("uv sync", "uv run", "poetry", "pdm")
"""Tools that install the project around the directory."""
_FOR_TESTS = re.compile(r"test|dev|ci\b|lint", re.I)
_FILE = re.compile(r"(?:^|[-_./])(?:requirements|reqs?)(?:[-_./]|\.(?:txt|in)$)", re.I)


class Home(Struct, frozen=True):
    """A list that has a distribution. `kind` is `group`, `extra` or `file`, `name` how the list is asked for, `folder`
    that of its project, `place` where the distribution stands in it.
    """

    kind: str
    name: str
    folder: str
    place: FileEvidence

    @property
    def said(self) -> str:
        """The list as people call it."""
        return self.name if self.kind == "file" else f"the {self.kind} {self.name!r}"


def home_of(
    names: Collection[str],
    directory: str,
    installs: Sequence[Install],
    projects: Projects,
    dependencies: Dependencies | None = None,
) -> Home | None:
    """The list that has one of the distributions, or else, by the `dependencies`, one that brings it; lists for tests
    first. `installs` are the commands that fill the environment; only lists that they could ask for count.
    """
    found = sorted(_lists(directory, installs, projects), key=lambda item: not _FOR_TESTS.search(item[1]))
    for kind, name, folder, asks in found:
        for declared in asks.declared:
            if declared.key in names:
                return Home(kind, name, folder, declared.place)
    if dependencies is None:
        return None
    for kind, name, folder, asks in found:
        for declared in asks.declared:
            if not dependencies.closure([(declared.key, declared.extras, False)]).names.isdisjoint(names):
                return Home(kind, name, folder, declared.place)
    return None


_List = tuple[str, str, str, Asks]


def _lists(directory: str, installs: Sequence[Install], projects: Projects) -> Iterator[_List]:
    for project in _projects(directory, installs, projects):
        for name in project.groups:
            yield "group", name, project.directory, project.group(name)
        for name in sorted(project.extras or ()):
            yield "extra", name, project.directory, project.extra(name)
    asked = {
        joined(install.directory, request.value)
        for install in installs
        for request in install.requests
        if request.kind == "file"
    }
    for path in _files(filter(None, asked), projects) if asked else ():
        if path not in asked:
            yield "file", path, posixpath.dirname(path), requirements(projects.tree, [path])


def _projects(directory: str, installs: Sequence[Install], projects: Projects) -> Iterable[Project]:
    folders = [folder for install in installs for folder in install.projects]
    around = projects.around(directory)
    if around is not None and any(install.tool.startswith(_MANAGERS) for install in installs):
        folders.insert(0, around.directory)
    return [projects.at(folder) for folder in dict.fromkeys(folders)]


def _files(asked: Iterable[str], projects: Projects) -> Iterator[str]:
    """The requirements files beside those that are asked for."""
    folders = {posixpath.dirname(path) for path in asked}
    for path in projects.tree.paths:
        if path.endswith(".txt") and posixpath.dirname(path) in folders and _FILE.search(path):
            yield path
