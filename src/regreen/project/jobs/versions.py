"""Which versions the requirements of a command allow: known conflicts, Pythons left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from regreen.model.finding import FileEvidence
from regreen.project.jobs.model import Install, Installed, JobRun
from regreen.project.jobs.projects import Projects
from regreen.project.known_incompatible import CONFLICTS, Conflict

AHEAD = timedelta(days=21)
"""For so long after a commit was made, releases may still come into its runs."""
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")
_PINS = re.compile(r"==\s*(\d[\w.+!-]*)(?![\w.+!*-])")
_HIGH = 99999  # stands for any later number
_PATCHES = range(40)
_LAST = frozenset(
    str.split(
        """
        aioredis asyncio dataclasses enum34 flask-restplus flask-script flask-uploads fs futures imgaug m2r mxnet
        mysql-python newspaper3k nose passlib pathlib pycrypto pytest-freezegun pytest-lazy-fixture pytest-runner
        sklearn typing unittest2
        """
    )
)
"""Distributions of which no newer release exists, so that any requirement gets one that is hit."""
LOCKED = frozenset({"uv sync", "uv run", "poetry", "pdm", "pipenv"})
"""Installers that take their versions from a lock file where there is one."""


class Incompatible(Struct, frozen=True):
    """A known conflict that the requirements of a command allow; `mine` and `other` are the requirements."""

    conflict: Conflict
    mine: Installed
    other: Installed | None
    run: JobRun
    install: Install
    pinned: bool


def conflicts(runs: Sequence[JobRun], projects: Projects, today: date) -> Iterator[Incompatible]:
    """Known conflicts that a job can meet, on the day or soon after."""
    soon = today + AHEAD if today < date.max - AHEAD else today
    for run, install in _installs(runs):
        held = {item.name: item for item in install.installed}
        names = {
            other.name: other
            for before in run.installs
            if before.environment == install.environment
            for other in before.installed
        }
        for conflict in CONFLICTS:
            mine = held.get(conflict.package)
            if (
                mine is None
                or not conflict.since <= soon
                or today >= conflict.until
                or (install.tool in LOCKED and _locks(install, projects))
            ):
                continue
            if not _all_in(mine.specifier, conflict.versions, conflict.package):
                continue
            if conflict.other == "python":
                if install.python and contains(conflict.others, install.python):
                    yield Incompatible(conflict, mine, None, run, install, pinned=True)
                continue
            other = names.get(conflict.other)
            mended = {*names, *(other.extras if other is not None else ())}
            if mended & set(conflict.unless):
                continue
            brought = conflict.by_itself or (conflict.extra and conflict.extra in mine.extras)
            if other is None and not brought:
                continue
            if other is None or contains(other.specifier, conflict.newest):
                yield Incompatible(conflict, mine, other, run, install, _is_pinned(other))


def excluded(install: Install, projects: Projects) -> Iterator[tuple[str, str, FileEvidence | None]]:
    """The projects that a command installs and that leave its Python out: name, range, and where that stands."""
    for folder in install.projects if install.python else ():
        project = projects.at(folder)
        wanted, place = project.requires_python
        if wanted and not python_fits(wanted, install.python):
            yield project.name or folder or "the project", wanted, place


def python_fits(wanted: str, python: str) -> bool:
    """Whether any release of a Python such as `3.12` is in a range."""
    found = _specifiers(wanted)
    if found is None:
        return True
    return any(found.contains(f"{python}.{patch}", prereleases=True) for patch in _PATCHES)


def contains(specifier: str, version: str) -> bool:
    """Whether a range has a version; a range that cannot be read has every one."""
    found = _specifiers(specifier)
    return found is None or found.contains(version, prereleases=True)


def disjoint(first: str, second: str) -> bool:
    """Whether no version satisfies both: none at a bound of either, nor just beside one."""
    both = _specifiers(f"{first},{second}")
    if both is None or "===" in first + second or "!=" in first + second:
        return False
    return not any(both.contains(version, prereleases=True) for version in _around((first, second)))


def _around(specifiers: Iterable[str]) -> Iterator[Version]:
    """The versions that decide whether ranges meet: their bounds, and one just below and above each."""
    for text in specifiers:
        yield from map(Version, _PINS.findall(text))  # also those that end in .post1
        for number in _NUMBERS.findall(text):
            parts = [int(part) for part in number.split(".")][:4]
            last = [*parts[:-1], parts[-1] + 1]
            high = ([*parts, _HIGH], [*parts[:-1], _HIGH], [*parts[:-2], _HIGH])
            for candidate in (parts, [*parts, 0, 1], [*parts, 1], last, _below(parts), *high):
                yield Version(".".join(map(str, candidate)))
    yield from (Version("0"), Version(str(_HIGH)))


def _below(parts: list[int]) -> list[int]:
    lower = list(parts)
    for index in range(len(lower) - 1, -1, -1):
        if lower[index]:
            lower[index] -= 1
            return [*lower[: index + 1], *([_HIGH] * (len(lower) - index))]
        lower[index] = _HIGH
    return [0]


def _all_in(specifier: str, versions: str, package: str) -> bool:
    """Whether everything that a requirement allows is in a range: it is pinned in there, or capped by it."""
    bad, wanted = _specifiers(versions), _specifiers(specifier)
    if bad is None or wanted is None:
        return False
    if package in _LAST:
        return True
    upper = [item for item in wanted if item.operator in ("==", "<", "<=", "~=", "===")]
    allowed = [version for version in _around([specifier]) if wanted.contains(version, prereleases=True)]
    return (
        bool(upper) and bool(allowed) and all(bad.contains(version, prereleases=True) for version in allowed)
    )


def _is_pinned(item: Installed | None) -> bool:
    return item is not None and item.specifier.startswith("==") and "*" not in item.specifier


def _specifiers(text: str) -> SpecifierSet | None:
    try:
        return SpecifierSet(text)
    except (InvalidSpecifier, InvalidVersion):
        return None


def _installs(runs: Sequence[JobRun]) -> Iterator[tuple[JobRun, Install]]:
    for run in runs:
        for install in () if run.foreign else run.installs:
            yield run, install


def _locks(install: Install, projects: Projects) -> bool:
    """Whether a lock file decides the versions, so that the ranges do not."""
    around = projects.around(install.directory)
    folder = projects.workspace(around).directory if around else install.directory
    names = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock")
    return any(f"{folder}/{name}".lstrip("/") in projects.tree for name in names)
