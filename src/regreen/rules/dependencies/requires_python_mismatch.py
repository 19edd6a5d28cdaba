"""The Python of the job is outside of `requires-python`.

## Why
The matrix (or `.python-version`, or the image) runs a version that the project has stopped to support, or the
project's range is narrower than what it really needs.

## Fix
Drop the version from the matrix, or widen `requires-python` if the project still works there. Keep both in
one place: the matrix should follow the metadata.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.finding import FileEvidence
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique
from regreen.rules._refused import NOT_INSTALLED, refused

if TYPE_CHECKING:
    from regreen.project.jobs.model import Install, JobRun
    from regreen.project.jobs.projects import Projects

_STOPS = frozenset({"pip", "uv pip"})
"""Installers that use the Python they are given; the others look for one that fits."""


def outside(job_runs: tuple[JobRun, ...], projects: Projects) -> Matches:
    """Projects that a job installs with a Python that they leave out; one match for each version."""
    from regreen.project.jobs.versions import excluded

    groups: dict[tuple[str, str], list[tuple[JobRun, Install, str, FileEvidence | None]]] = {}
    for run in job_runs:
        for install in () if run.foreign else run.installs:
            for name, wanted, place in excluded(install, projects):
                groups.setdefault((name, install.python), []).append((run, install, wanted, place))
    for (name, python), members in groups.items():
        run, install, wanted, _ = members[0]
        stops = any(item[1].tool in _STOPS and item[1].certain for item in members)
        yield Match(
            places=unique(_places(members)),
            data={"subject": name, "python": python, "wanted": wanted},
            severity=Severity.ERROR if stops else Severity.WARNING,
            count=len({named(item[0]) for item in members}),
            title=f"{named(run)} runs Python {python}, and {name} wants {wanted}",
        )


def _places(members: list[tuple[JobRun, Install, str, FileEvidence | None]]) -> Iterator[FileEvidence]:
    from regreen.project.jobs.python_places import python_places

    for run, install, _, place in members:
        yield from python_places(run)
        if place is not None:
            yield place
        yield install.place


def left_out(match: Match, job_runs: tuple[JobRun, ...], projects: Projects) -> Iterator[Edit]:
    """The version away from the matrix; where a job names it alone, the closest one that the project supports."""
    from regreen.project.jobs.versions import excluded
    from regreen.rules._pythons import closest, replaced

    for run in job_runs if not match.lines else ():
        for install in () if run.foreign else run.installs:
            names = {name for name, _, _ in excluded(install, projects)}
            if install.python != match.data["python"] or match.data["subject"] not in names:
                continue
            yield from replaced(run, closest(match.data["wanted"], install.python))


RULE = Rule(
    id="requires-python-mismatch",
    category=Category.PACKAGING_CONFIG,
    title="Python {python} is outside of the range that is allowed: {wanted}",
    log=refused("requires-python-mismatch", tolerated=True),
    find=outside,
    key=("subject", "python"),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer("Run Python {python} no longer: {subject} wants {wanted}", Safety.UNSAFE, left_out),
        Fixer("Take Python {python} out of the matrix, or widen `requires-python` ({wanted})", Safety.ADVICE),
    ),
)
