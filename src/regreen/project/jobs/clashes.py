"""Requirements of one set that no version satisfies: what is asked for twice, and what a pinned release asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.project.declared import Kind
from regreen.project.dependencies import declared_dependencies
from regreen.project.jobs.model import Install, Installed, JobRun
from regreen.project.jobs.projects import Projects, constraints, requirements
from regreen.project.jobs.versions import LOCKED, disjoint
from regreen.project.jobs.wanted import Target, joined
from regreen.project.modules import is_set_aside
from regreen.project.narrow import required_by

_ASIDE = frozenset({"tests", "test", "testing", "archive", "examples", "docs"})
"""Folders whose requirements files may be samples."""


class Bound(Struct, frozen=True):
    """A range that one requirement sets; `by` is the requirement whose release asks for it, empty for one that is
    written down itself.
    """

    name: str
    specifier: str
    place: FileEvidence
    marker: str = ""
    by: str = ""

    @property
    def said(self) -> str:
        """The range as people write it."""
        return f"{self.name}{self.specifier}" + (f" (for {self.by})" if self.by else "")


class Clash(Struct, frozen=True):
    """Two bounds of one set that no version satisfies. `run` and `install` are of the command that asks for the set,
    if one of a job does; `path` is the requirements file, if none does.
    """

    first: Bound
    second: Bound
    path: str = ""
    run: JobRun | None = None
    install: Install | None = None


def clashes(runs: Sequence[JobRun], projects: Projects) -> Iterator[Clash]:
    """Contradictions within one command or one requirements file, each once."""
    seen: set[tuple[object, ...]] = set()
    places: set[FileEvidence] = set()
    for run in runs:
        for install in () if run.foreign else run.installs:
            places.update(item.place for item in install.installed)
            if install.tool in LOCKED or install.bare:
                continue
            known = bool(install.python and run.system)
            asked = (*install.installed, *_constraints(install, projects))
            yield from (Clash(*pair, "", run, install) for pair in _pairs(asked, seen, known=known))
    for path, items in _other_files(projects, places):
        yield from (Clash(*pair, path) for pair in _pairs(items, seen, known=False))


def _pairs(
    items: Iterable[Installed], seen: set[tuple[object, ...]], *, known: bool
) -> Iterator[tuple[Bound, Bound]]:
    """The pairs that contradict each other; `known`: it is decided which markers hold."""
    groups: dict[str, dict[Bound, None]] = {}
    for item in items:
        for bound in _bounds(item):
            groups.setdefault(bound.name, {})[bound] = None
    for bounds in groups.values():
        for first, second in combinations(bounds, 2):
            key = (first.name, first.place, second.place)
            unsure = not known and (first.marker or second.marker)
            if key in seen or unsure or first.place == second.place:
                continue
            if disjoint(first.specifier, second.specifier):
                seen.add(key)
                yield first, second


def _bounds(item: Installed) -> Iterator[Bound]:
    if not item.specifier or item.url:
        return
    yield Bound(item.name, item.specifier, item.place, item.marker)
    if not item.bare:
        for other, wanted in required_by(item.name, item.specifier):
            yield Bound(other, wanted, item.place, item.marker, f"{item.name}{item.specifier}")


def _constraints(install: Install, projects: Projects) -> Iterator[Installed]:
    """What the constraints files of a command say of what it installs."""
    for request in install.requests:
        path = joined(install.directory, request.value) if request.kind == "constraint" else None
        for item in constraints(projects.tree, path) if path else ():
            yield Installed(item.key, item.specifier, (), item.place, marker=item.marker)


def _other_files(projects: Projects, known: set[FileEvidence]) -> Iterator[tuple[str, list[Installed]]]:
    """The requirements files that no job installs, each with those it includes."""
    paths = dict.fromkeys(
        item.path
        for item in declared_dependencies(projects.tree)
        if item.kind is Kind.FILE
        and item.place not in known
        and not is_set_aside(item.path)
        and _ASIDE.isdisjoint(item.path.split("/")[:-1])
    )
    for path in paths:
        found = requirements(projects.tree, [path]).declared
        yield (
            path,
            [
                Installed(item.key, item.specifier, (), item.place, item.url, marker=item.marker)
                for item in found
                if Target().applies(item.marker)
            ],
        )
