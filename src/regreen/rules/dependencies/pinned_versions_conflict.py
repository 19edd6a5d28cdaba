"""Two requirements ask for versions of one distribution that cannot both be installed.

## Why
A pin (or a constraint, or a lock made for another set) excludes the versions that another requirement depends
on. The installer names the pair; everything else it prints is how it came to that.

## Fix
Loosen the one of the two that you own: usually the exact pin of a distribution that is only needed by others.
Then lock again, so that the set is solved as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety
from regreen.rules._jobs import named, unique
from regreen.rules._refused import NOT_INSTALLED, refused

if TYPE_CHECKING:
    from regreen.project.jobs.model import Installed, JobRun
    from regreen.project.jobs.projects import Projects
    from regreen.project.jobs.versions import Clash


def contradictions(job_runs: tuple[JobRun, ...], projects: Projects) -> Matches:
    """Requirements of one command that no version satisfies; one match for each distribution."""
    from regreen.project.jobs.versions import clashes

    groups: dict[str, list[Clash]] = {}
    for item in clashes(job_runs, projects):
        groups.setdefault(item.name, []).append(item)
    for name, members in groups.items():
        first = members[0]
        pair = (_said(first.first), _said(first.second))
        yield Match(
            places=unique(
                place
                for item in members
                for place in (item.second.place, item.first.place, item.install.place)
            ),
            data={"subject": name, "first": pair[0], "second": pair[1]},
            count=len({named(item.run) for item in members}),
            title=f"{named(first.run)} requires both {pair[0]} and {pair[1]}, which no version satisfies",
        )


def _said(item: Installed) -> str:
    return f"{item.name}{item.specifier}"


RULE = Rule(
    id="pinned-versions-conflict",
    category=Category.DEPENDENCY_RESOLUTION,
    title="The requirements contradict each other: {first} and {second}",
    log=refused("pinned-versions-conflict", tolerated=True),
    find=contradictions,
    key=("subject", "first", "second"),
    explains=NOT_INSTALLED,
    fixers=(Fixer("Loosen one of the two: {first} / {second}", Safety.ADVICE),),
)
