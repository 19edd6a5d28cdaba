"""What each command of each job installs at once: the questions to a resolver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from regreen.probe.index import asks_for_index, names_indexes
from regreen.project.declared import Kind, parse_requirement
from regreen.project.dependencies import declared_dependencies
from regreen.project.distributions import normalize
from regreen.project.hooks import LOCAL, Hook, hooks
from regreen.project.jobs.model import Install, Installed, JobRun
from regreen.project.jobs.projects import Projects
from regreen.project.jobs.wanted import Resolver, Target, joined
from regreen.project.probed import InstallSet
from regreen.project.requirements import is_requirements_file, read_requirements

_PYTHONS = ((date(2024, 10, 1), "3.12"), (date(2022, 12, 1), "3.10"), (date.min, "3.8"))
"""What GitHub's `ubuntu-latest` calls python, by the day from which on it does. Source: its image's change logs."""
_LISTS = 8  # of dependencies that no job is seen to install
_LOCKS = {"uv": "uv.lock", "poetry": "poetry.lock", "pdm": "pdm.lock"}
_MANAGED = frozenset({"tox", "nox", "hatch"})
_ALONE = frozenset({"pip", "setuptools", "wheel"})
_WORKFLOW = (".yml", ".yaml")
_BROUGHT = frozenset({"uv", "poetry", "pdm", "hatch", "nox", "ruff"})
"""Programs of actions that are distributions on the index, too, released there on the same day."""


def install_sets(projects: Projects, runs: Iterable[JobRun], today: date) -> tuple[InstallSet, ...]:
    """The sets that the jobs install, each once; then the lists of dependencies that no command which can be
    read installs (tox and nox do, or nobody does).
    """
    reader = _Reader(projects, next(python for day, python in _PYTHONS if today >= day))
    runs = tuple(runs)
    pythons = [run.python for run in runs if _known(run.python)]
    reader.python = max(pythons, key=lambda python: int(python[2:]), default=reader.default)
    found = [item for run in runs for item in reader.of(run)]
    named = {requirement.place for item in found for requirement in item.requirements}
    others = [item for item in reader.declared() if not named.issuperset(r.place for r in item.requirements)]
    return tuple(_unique([*_ends(found), *others[:_LISTS]]))


def _ends(sets: list[InstallSet]) -> Iterator[InstallSet]:
    """Of the same command for many Pythons the oldest and the newest one: if anything, it fails at one of them."""
    groups: dict[object, list[InstallSet]] = {}
    for item in sets:
        groups.setdefault((item.place, item.job, item.system, item.certain), []).append(item)
    for members in groups.values():
        members.sort(key=lambda item: int(item.python[2:]))
        yield from members if len(members) < 3 else (members[0], members[-1])


def _is_brought(item: Installed) -> bool:
    return item.name in _BROUGHT and item.bare and not item.specifier and item.place.path.endswith(_WORKFLOW)


def _unique(sets: Iterable[InstallSet]) -> Iterator[InstallSet]:
    """The same question of several jobs is asked once; one that counts goes before one that does not, and one
    system stands for all.
    """
    seen: set[object] = set()
    for item in sorted(sets, key=lambda item: (not item.certain, item.system != "Linux")):
        key = (
            frozenset((r.name, r.specifier, r.extras) for r in item.requirements),
            frozenset((c.name, c.specifier) for c in item.constraints),
            item.python,
        )
        if key not in seen:
            seen.add(key)
            yield item


class _Reader:
    def __init__(self, projects: Projects, default: str) -> None:
        self.default = default
        self.projects, self.tree = projects, projects.tree
        self.resolver = Resolver(projects)
        self.foreign = names_indexes(projects.tree)
        self.python = default  # of lists that no job is known to install

    def of(self, run: JobRun) -> Iterator[InstallSet]:
        """The sets of one job."""
        if run.foreign or run.system not in ("", "Linux", "macOS", "Windows"):
            return
        for install in run.installs:
            if not install.bare and not self._locked(install):
                found = self._set(run, install)
                if found is not None:
                    yield found
        yield from self._brought(run)

    def _brought(self, run: JobRun) -> Iterator[InstallSet]:
        """Programs that actions bring in their newest release, because nobody tells them which."""
        python = run.python if _known(run.python) else self.default
        environments = {id(one): one for call in run.calls for one in call.environments}.values()
        items = {item.place: item for one in environments for item in one.installed if _is_brought(item)}
        for place, item in items.items():
            system = run.system or "Linux"
            yield InstallSet((item,), (), python, system, place, run.job.id, False, self.foreign)

    def declared(self) -> Iterator[InstallSet]:
        """Lists of dependencies as they are declared."""
        groups: dict[tuple[Kind, str, str], list[Installed]] = {}
        target = Target(self.python, "Linux")
        local = self.projects.by_name
        for item in declared_dependencies(self.tree):
            if (
                item.kind is not Kind.CONSTRAINT
                and not item.url
                and item.key not in local
                and not self._compiled(item.path)
                and target.applies(item.marker)
            ):
                extras = tuple(map(normalize, item.extras))
                installed = Installed(item.key, item.specifier, extras, item.place)
                groups.setdefault((item.kind, item.group, item.path), []).append(installed)
        for hook in hooks(self.tree):
            if hook.repository == LOCAL and hook.language == "python":
                groups[Kind.ENVIRONMENT, hook.id, hook.place.path] = list(_of_hook(hook))
        for items in filter(None, groups.values()):
            yield InstallSet(tuple(items), (), self.python, "Linux", items[0].place, "", False, self.foreign)

    def _set(self, run: JobRun, install: Install) -> InstallSet | None:
        python = run.python if _known(run.python) else ""
        if run.python and not python:
            return None  # PyPy and the like: no resolver can be asked about it
        target = Target(python or self.default, run.system or "Linux")
        wanted = self.resolver.wanted(
            install.tool, install.requests, install.directory, install.place, target
        )
        local = set(self.projects.by_name) | self._elsewhere(install)
        # of environments that are made by a tool, each requirement has a place of its own already
        listed = install.installed if install.tool in _MANAGED and install.python else wanted.installed
        items = tuple(item for item in _from_index(listed) if item.name not in local)
        if not items or {item.name for item in items} <= _ALONE:
            return None
        variables = (*run.workflow.env, *run.job.env)
        constraints = tuple(self._constraints(install))
        return InstallSet(
            items,
            constraints,
            python or self.default,
            run.system or "Linux",
            install.place,
            run.job.id,
            install.certain and bool(python) and "--pre" not in install.arguments,
            self.foreign or asks_for_index(install.arguments, variables),
            bool(wanted.unknown) or any("CONSTRAINT" in name for name in variables),
        )

    def _locked(self, install: Install) -> bool:
        """Whether the versions come from a lock file, and no resolver has a say."""
        lock = _LOCKS.get(install.tool.partition(" ")[0])
        if install.tool == "uv pip" or lock is None:
            return False
        folder = install.directory
        while True:
            if (f"{folder}/{lock}" if folder else lock) in self.tree:
                return True
            if not folder:
                return False
            folder = folder.rpartition("/")[0]

    def _compiled(self, path: str) -> bool:
        """Whether what a file lists is pinned by another one, which is what gets installed."""
        folder, _, name = path.rpartition("/")
        start = f"{folder}/" if folder else ""
        if name == "pyproject.toml":
            return any(start + lock in self.tree for lock in _LOCKS.values())
        return name.endswith(".in") and f"{path.removesuffix('.in')}.txt" in self.tree

    def _elsewhere(self, install: Install) -> set[str]:
        """Names that uv takes from somewhere else than an index."""
        around = self.projects.around(install.directory)
        project = around.pyproject if around is not None else None
        return set(map(normalize, project.table("tool", "uv", "sources"))) if project is not None else set()

    def _constraints(self, install: Install) -> Iterator[Installed]:
        pending = [
            joined(install.directory, request.value)
            for request in install.requests
            if request.kind in ("constraint", "file")
        ]
        files = {request.value for request in install.requests if request.kind == "file"}
        seen: set[str] = set()
        while pending:
            path = pending.pop()
            source = self.tree.source(path) if path and path not in seen else None
            if path is None or source is None or path.endswith(".toml"):
                continue
            seen.add(path)
            file = read_requirements(source)
            pending += [item.target for item in file.includes if item.target]
            if path not in {joined(install.directory, name) for name in files} and self._constrains(
                path, install
            ):
                for item in file.declared:
                    yield Installed(item.key, item.specifier, (), item.place, item.url)

    def _constrains(self, path: str, install: Install) -> bool:
        named = {joined(install.directory, r.value) for r in install.requests if r.kind == "constraint"}
        return path in named or any(
            include.constraint and include.target == path
            for other in self.tree.paths
            if is_requirements_file(other) and (source := self.tree.source(other)) is not None
            for include in read_requirements(source).includes
        )


def _of_hook(hook: Hook) -> Iterator[Installed]:
    for text in hook.dependencies:
        item = parse_requirement(text, Kind.ENVIRONMENT, hook.id, hook.place)
        if item is not None and not item.url:
            yield Installed(item.key, item.specifier, (), hook.place)


def _from_index(items: Iterable[Installed]) -> tuple[Installed, ...]:
    return tuple(item for item in items if not item.url and not item.bare)


def _known(python: str) -> bool:
    major, _, minor = python.partition(".")
    return major == "3" and minor.isdigit()
