"""A version that is asked for exists, but not for the Python version of the job.

## Why
A release declares the Python versions it supports. Pins that were made with a newer Python (`pip freeze` on a
laptop) name releases that an older one cannot install; old pins may have dropped out of support on the other
side.

## Fix
Run the job with the Python version the pins were made for, or take the newest release that supports all
versions of the matrix. Where the matrix must stay, split the pin by a marker: `name==1.2; python_version >=
'3.11'`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique
from regreen.rules._refused import NOT_INSTALLED, refused

if TYPE_CHECKING:
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.python_support import Unfit


def asked_for(job_runs: tuple[JobRun, ...]) -> Matches:
    """Requirements that only newer Pythons than a job's can install, one match for each."""
    from regreen.project.jobs.python_support import unfit

    groups: dict[object, list[Unfit]] = {}
    for item in unfit(job_runs):
        if item.needs:
            groups.setdefault(item.item.place, []).append(item)
    for items in groups.values():
        first = items[0]
        subject = f"{first.item.name}{first.item.specifier}"
        python = min((item.install.python for item in items), key=lambda text: int(text[2:]))
        certain = any(item.install.certain for item in items)
        places = [first.item.place, *(item.run.python_place or item.install.place for item in items)]
        yield Match(
            places=unique(places),
            data={"subject": subject},
            severity=Severity.ERROR if certain else Severity.WARNING,
            title=f"{subject} needs Python {first.needs}, and {named(first.run)} installs it with {python}",
        )


def newer(match: Match, job_runs: tuple[JobRun, ...]) -> Iterator[Edit]:
    """The oldest Python that can install it where a job names its own; in a matrix the older one goes."""
    from regreen.project.jobs.python_support import unfit
    from regreen.rules._pythons import replaced

    for item in unfit(job_runs) if not match.lines else ():
        if item.needs and item.item.place == match.places[0]:
            yield from replaced(item.run, item.needs)


RULE = Rule(
    id="version-needs-other-python",
    category=Category.DEPENDENCY_RESOLUTION,
    title="{subject} does not support the Python version of this job",
    log=refused("version-needs-other-python", tolerated=True),
    find=asked_for,
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer("Run the job with a Python that {subject} supports", Safety.UNSAFE, newer),
        Fixer(
            "Use a Python version that {subject} supports, or split the pin by `python_version`",
            Safety.ADVICE,
        ),
    ),
)
