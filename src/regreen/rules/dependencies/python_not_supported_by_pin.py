"""A pinned version has no wheel for the Python of the job.

## Why
The version was published before that Python, or its wheels leave it out. The installer then builds it from its
source, which needs a compiler, headers and minutes, and most often fails: the release predates what that Python
changed.

## Fix
Pin the first release that has wheels for the Python of the job, or run the job with a Python for which the pinned
one has. With a matrix, split the pin by `python_version`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.projects import Projects
    from regreen.project.jobs.python_support import Unfit
    from regreen.project.jobs.unbuilt import Unbuilt
    from regreen.project.probed import NoWheel, Resolution
    from regreen.project.tree import Tree

_NAMED = 4  # releases of a lock file that are named


def without_wheel(
    job_runs: tuple[JobRun, ...],
    resolutions: tuple[Resolution, ...],
    projects: Projects,
    lacking: Lacking,
) -> Matches:
    """Pins without a wheel, once for each place: by the table of releases, by the lock file, and by the index where it
    is asked.
    """
    from regreen.project.jobs.python_support import unfit
    from regreen.project.probed import NoWheel

    too_old: dict[object, list[Unfit]] = {}
    for found in unfit(job_runs):
        if found.first:
            too_old.setdefault(found.item.place, []).append(found)
    for members in too_old.values():
        yield _known(members)

    yield from _locked(job_runs, projects, lacking)
    groups: dict[object, list[NoWheel]] = {}
    for item in resolutions:
        if isinstance(item, NoWheel):
            groups.setdefault((item.requirement.name, item.requirement.place), []).append(item)
    for place, items in groups.items():
        first = items[0]
        if place in {(found[0].item.name, found[0].item.place) for found in too_old.values()}:
            continue
        yield Match(
            places=(first.requirement.place, first.asked.place),
            data={
                "requirement": f"{first.requirement.name}{first.requirement.specifier}",
                "pythons": ", ".join(sorted({item.asked.python for item in items}, key=_version)),
            },
        )


def _known(members: list[Unfit]) -> Match:
    first = members[0]
    requirement = f"{first.item.name}{first.item.specifier}"
    pythons = ", ".join(sorted({item.install.python for item in members}, key=_version))
    fatal = first.fatal and any(item.install.certain for item in members)
    title = f"{requirement} has no wheel for Python {pythons}; the first release that has is {first.first}"
    return Match(
        places=unique((first.item.place, *(item.run.python_place or item.install.place for item in members))),
        data={"requirement": requirement, "pythons": pythons},
        severity=Severity.ERROR if fatal else Severity.WARNING,
        title=title,
    )


def _locked(job_runs: tuple[JobRun, ...], projects: Projects, lacking: Lacking) -> Matches:
    """One match for each lock file and Python."""
    from regreen.project.jobs.python_places import python_places
    from regreen.project.jobs.unbuilt import unbuilt

    groups: dict[tuple[str, str], list[Unbuilt]] = {}
    for item in unbuilt(job_runs, projects, lacking):
        groups.setdefault((item.wheels.place.path, item.install.python), []).append(item)
    for (_, python), members in groups.items():
        members.sort(key=lambda item: not item.fatal)
        first = members[0]
        names = ", ".join(f"{item.wheels.name} {item.wheels.version}" for item in members[:_NAMED])
        what = "nor a source" if first.fatal else "so the job builds from source"
        yield Match(
            places=unique(
                (
                    first.install.place,
                    *python_places(first.run),
                    *(item.wheels.place for item in members[:_NAMED]),
                )
            ),
            data={"requirement": names, "pythons": python},
            severity=Severity.ERROR if first.fatal and first.install.certain else Severity.WARNING,
            count=len(members),
            title=f"The lock has no wheel for Python {python} of {names}, {what}",
        )


def _version(python: str) -> tuple[int, ...]:
    return tuple(map(int, python.split(".")))


def raised(match: Match, job_runs: tuple[JobRun, ...], tree: Tree) -> Iterator[Edit]:
    """The first release with wheels in place of the pinned one."""
    from regreen.patch.specifier import with_specifier
    from regreen.project.jobs.python_support import unfit

    for found in unfit(job_runs):
        item = found.item
        source = tree.source(item.place.path) if found.first and item.place == match.places[0] else None
        operator = next((sign for sign in ("==", "~=") if item.specifier.startswith(sign)), "")
        if (
            source is not None
            and operator
            and "," not in item.specifier
            and not item.specifier.startswith("===")
        ):
            yield from with_specifier(source, item.place.line, item.name, f"{operator}{found.first}")


RULE = Rule(
    id="python-not-supported-by-pin",
    category=Category.DEPENDENCY_RESOLUTION,
    title="{requirement} has no wheel for Python {pythons}, so the job builds it from source",
    find=without_wheel,
    key=("requirement",),
    severity=Severity.WARNING,
    fixers=(
        Fixer("Pin the first release that has wheels for Python {pythons}", Safety.UNSAFE, raised),
        Fixer("Pin a release that has wheels for Python {pythons}", Safety.ADVICE),
    ),
)
