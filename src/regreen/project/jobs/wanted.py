"""What an installer was asked for -> distributions, each with the place that declares it."""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.project.declared import Declared, Kind, parse_requirement
from regreen.project.distributions import normalize
from regreen.project.jobs.model import Installed, Request
from regreen.project.jobs.projects import NOTHING, Asks, Project, Projects, requirements
from regreen.project.tree import Tree

if TYPE_CHECKING:
    from packaging.markers import Marker

_PLATFORMS = {"Linux": "linux", "macOS": "darwin", "Windows": "win32"}
_NAMES = {"Linux": "posix", "macOS": "posix", "Windows": "nt"}
_SYSTEMS = {"Linux": "Linux", "macOS": "Darwin", "Windows": "Windows"}
_PYTHONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
_LIMIT = 400  # projects and extras followed for one command


class Target(Struct, frozen=True):
    """What markers are judged by: `python` as `3.12`, `system` as GitHub names it; empty where nobody knows."""

    python: str = ""
    system: str = ""

    def applies(self, marker: str) -> bool:
        """Whether a requirement with this marker is installed, as far as anybody can tell."""
        return not marker or _applies(marker, self.python, self.system)


class Wanted(Struct, frozen=True):
    """What a command installs; `projects` are the directories of the projects among it."""

    installed: tuple[Installed, ...] = ()
    projects: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Resolver:
    """Answers requests from the files of a tree."""

    def __init__(self, projects: Projects) -> None:
        self.projects = projects
        self.tree: Tree = projects.tree

    def wanted(
        self, tool: str, asked: tuple[Request, ...], directory: str, place: FileEvidence, target: Target
    ) -> Wanted:
        """What a command of `tool` that runs in `directory` installs. `place` is the command's own."""
        around = self._around(tool, asked, directory)
        left_out = {normalize(request.value) for request in asked if request.kind == "no-group"}
        asks, folders = NOTHING, list[str]()
        for request in asked:
            if request.kind == "groups":
                asks += self._groups(tool, around, request.value, left_out)
            elif request.kind in ("project", "dependencies", "root", "member"):
                for project, extras in self._projects(request, around, directory):
                    asks += self._project(project, extras, request.kind)
                    folders += [] if request.kind == "dependencies" else [project.directory]
            elif request.kind in ("extra", "group", "group-or-extra"):
                asks += self._named(request, around, asked, directory)
            else:
                asks += self._plain(request, directory, place)
        return self._spread(asks, folders, directory, target, place)

    def _around(self, tool: str, asked: tuple[Request, ...], directory: str) -> tuple[Project, ...]:
        """The projects that a project manager means: the nearest, or the members that are asked for."""
        nearest = self.projects.around(directory)
        if nearest is None:
            return ()
        members = [request.value for request in asked if request.kind == "member"]
        if not members or not tool.startswith("uv"):
            return (nearest,)
        below = self.projects.members(self.projects.workspace(nearest))
        if "*" in members:
            return (nearest, *below)
        wanted = set(map(normalize, members))
        return tuple(project for project in below if project.name in wanted)

    def _projects(
        self, request: Request, around: tuple[Project, ...], directory: str
    ) -> Iterator[tuple[Project, tuple[str, ...]]]:
        if not request.project:
            yield from ((project, ()) for project in around)
            return
        folder = joined(directory, request.project)
        if folder is not None:
            extras = tuple(part.strip() for part in request.value.split(",") if part.strip())
            yield self.projects.at(folder), extras

    def _project(self, project: Project, extras: tuple[str, ...], kind: str) -> Asks:
        if kind == "root":
            return NOTHING
        found = project.main
        for extra in extras:
            found += project.extra(extra)
        if not project.exists:
            found += Asks(unknown=(f"no project in {project.directory or 'the root'}",))
        return found

    def _groups(self, tool: str, around: tuple[Project, ...], wish: str, left_out: set[str]) -> Asks:
        found = NOTHING
        for project in around:
            names = project.groups if wish == "*" else project.default_groups(tool)
            for name in () if "*" in left_out and wish != "*" else names:
                if name not in left_out:
                    found += project.group(name)
        return found

    def _named(
        self, request: Request, around: tuple[Project, ...], asked: tuple[Request, ...], directory: str
    ) -> Asks:
        if request.project:
            folder = joined(directory, request.project.rpartition("/")[0])
            return self.projects.at(folder).group(request.value) if folder is not None else NOTHING
        found = NOTHING
        for project in around or [self.projects.at(directory)]:
            if request.kind != "group":
                found += project.extra(request.value)
            if request.kind != "extra":
                found += project.group(request.value)
        return found

    def _plain(self, request: Request, directory: str, place: FileEvidence) -> Asks:
        if request.kind == "file":
            return self._file(request.value, directory)
        if request.kind == "requirement":
            item = parse_requirement(request.value, Kind.MAIN, "", place)
            return Asks((item,)) if item is not None else Asks(unknown=(request.value,))
        if request.kind == "egg":
            name = request.value.partition("egg=")[2].partition("&")[0].partition("[")[0]
            item = parse_requirement(name, Kind.MAIN, "", place) if name else None
            return Asks((item,)) if item is not None else Asks(unknown=(request.value,))
        if request.kind == "archive":
            return self._archive(request.value, directory)
        if request.kind == "pipfile":
            return self._pipfile(request.value, directory)
        return NOTHING if request.kind in ("constraint", "no-group") else Asks(unknown=(request.value,))

    def _file(self, path: str, directory: str) -> Asks:
        target = joined(directory, path)
        if target is None or target not in self.tree:
            return Asks(unknown=(f"{path} is not in the repository",))
        if target.endswith("pyproject.toml"):
            return self.projects.at(target.rpartition("/")[0]).main
        if target.endswith((".toml", ".py", ".cfg")):
            return Asks(unknown=(f"what {target} asks for",))
        return requirements(self.tree, [target])

    def _archive(self, path: str, directory: str) -> Asks:
        """A wheel that the job has just built is the project itself."""
        around = self.projects.around(directory)
        folder = path.rpartition("/")[0].removeprefix("./")
        if around is None or not folder.endswith(("dist", "wheelhouse", "dist/")):
            return Asks(unknown=(path,))
        return Asks(projects=((around.directory or ".", ""),))

    def _pipfile(self, wish: str, directory: str) -> Asks:
        from regreen.project.dependencies import pipfile

        start = f"{directory}/" if directory else ""
        source = self.tree.source(f"{start}Pipfile")
        if source is None:
            return Asks(unknown=("no Pipfile",))
        found = pipfile(source)
        return Asks(tuple(item for item in found if item.kind is Kind.MAIN or wish))

    def _spread(
        self, asks: Asks, folders: list[str], directory: str, target: Target, place: FileEvidence
    ) -> Wanted:
        """Names that mean a project of the tree bring what that project asks for."""
        found: dict[tuple[str, int, str], Installed] = {}
        unknown = list(asks.unknown)
        pending = deque(asks.declared)
        paths = list(asks.projects)
        done: set[tuple[str, str]] = {(folder, "") for folder in folders}
        while (pending or paths) and len(done) < _LIMIT:
            if not pending:
                path, extras = paths.pop()
                folder = joined(directory, path)
                more = self._local(folder, extras, done, folders)
                pending.extend(more.declared)
                unknown += more.unknown
                paths += more.projects
                continue
            item = pending.popleft()
            if not target.applies(item.marker):
                continue
            found.setdefault((item.key, item.line, item.path), _installed(item))
            project = self.projects.by_name.get(item.key)
            if project is not None:
                more = self._local(project.directory, ",".join(item.extras), done, folders)
                pending.extend(more.declared)
                unknown += more.unknown
        own = [
            Installed(name, "", (), place, bare=True)
            for folder in dict.fromkeys(folders)
            if (name := self.projects.at(folder).name)
        ]
        return Wanted((*own, *found.values()), tuple(dict.fromkeys(folders)), tuple(dict.fromkeys(unknown)))

    def _local(self, folder: str | None, extras: str, done: set[tuple[str, str]], folders: list[str]) -> Asks:
        if folder is None:
            return Asks(unknown=("a project outside of the repository",))
        project = self.projects.at(folder)
        found = NOTHING if (folder, "") in done else self._project(project, (), "project")
        for extra in filter(None, (part.strip() for part in extras.split(","))):
            if (folder, extra) not in done:
                done.add((folder, extra))
                found += project.extra(extra)
        done.add((folder, ""))
        folders.append(folder)
        return found


def joined(directory: str, path: str) -> str | None:
    """A path that a command in `directory` means, relative to the root; None when it lies outside."""
    path = path.strip().replace("\\", "/")
    if path.startswith(("/", "~")):
        return None
    found = posixpath.normpath(posixpath.join(directory, path or "."))
    if found == ".." or found.startswith("../"):
        return None
    return "" if found == "." else found


def _installed(item: Declared) -> Installed:
    extras = tuple(map(normalize, item.extras))
    return Installed(item.key, item.specifier, extras, item.place, item.url, marker=item.marker)


@lru_cache(maxsize=4096)
def _applies(marker: str, python: str, system: str) -> bool:
    """Whether a marker holds; where Python or the system is not known, whether it does for any of those in use."""
    from packaging.markers import InvalidMarker, Marker

    try:
        parsed = Marker(marker)
    except InvalidMarker:
        return True
    words = str(parsed)
    pythons = [python] if python or "python" not in words else list(_PYTHONS)
    systems = [system] if system or not ("platform" in words or "os_name" in words) else list(_PLATFORMS)
    return any(_holds(parsed, one, other) for one in pythons for other in systems)


def _holds(marker: Marker, python: str, system: str) -> bool:
    from packaging.markers import UndefinedComparison, UndefinedEnvironmentName

    environment = {"extra": "", "implementation_name": "cpython", "platform_python_implementation": "CPython"}
    if python:
        environment |= {"python_version": python, "python_full_version": f"{python}.0"}
    if system:
        environment |= {
            "sys_platform": _PLATFORMS[system],
            "os_name": _NAMES[system],
            "platform_system": _SYSTEMS[system],
        }
    try:
        return marker.evaluate(environment)
    except (UndefinedComparison, UndefinedEnvironmentName, ValueError, KeyError):
        return True
