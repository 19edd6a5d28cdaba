"""Two requirements ask for versions of one distribution that cannot both be installed.

## Why
A pin (or a constraint, or a lock made for another set) excludes the versions that another requirement depends
on. The installer names the pair; everything else it prints is how it came to that.

## Fix
Loosen the one of the two that you own: usually the exact pin of a distribution that is only needed by others, which
takes the range that the other one asks for. Then lock again, so that the set is solved as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique
from regreen.rules._refused import NOT_INSTALLED, refused

if TYPE_CHECKING:
    from regreen.model.finding import FileEvidence
    from regreen.project.jobs.clashes import Bound, Clash
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.projects import Projects
    from regreen.project.tree import Tree

_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


def contradictions(job_runs: tuple[JobRun, ...], projects: Projects) -> Matches:
    """Requirements of one set that no version satisfies; one match for each distribution."""
    from regreen.project.jobs.clashes import clashes

    groups: dict[str, list[Clash]] = {}
    for item in clashes(job_runs, projects):
        groups.setdefault(item.first.name, []).append(item)
    for name, members in groups.items():
        members.sort(key=lambda item: not _is_certain(item))
        first = members[0]
        asker = named(first.run) if first.run is not None else first.path
        yield Match(
            places=unique(place for item in members for place in _places(item)),
            data={"subject": name, "first": first.first.said, "second": first.second.said},
            severity=Severity.ERROR if _is_certain(first) else Severity.WARNING,
            count=len({named(item.run) for item in members if item.run is not None}) or 1,
            title=f"{asker} requires both {first.first.said} and {first.second.said}, which no version satisfies",
        )


def _is_certain(item: Clash) -> bool:
    return item.install is not None and item.install.certain


def _places(item: Clash) -> Iterator[FileEvidence]:
    """The requirement that would be loosened, the other one, and the command."""
    changed, kept = _roles(item)
    yield changed.place
    yield kept.place
    if item.install is not None:
        yield item.install.place


def _roles(item: Clash) -> tuple[Bound, Bound]:
    """Which of the two gives way: what is only written down to what a release needs, the older to the newer."""
    first, second = item.first, item.second
    if bool(first.by) != bool(second.by):
        return (second, first) if first.by else (first, second)
    older = _lowest(first.specifier) < _lowest(second.specifier)
    return (first, second) if older else (second, first)


def _lowest(specifier: str) -> tuple[int, ...]:
    return min((tuple(map(int, number.split("."))) for number in _NUMBERS.findall(specifier)), default=())


def loosened(match: Match, job_runs: tuple[JobRun, ...], projects: Projects, tree: Tree) -> Iterator[Edit]:
    """The range of the other one, in place of the pin that gives way."""
    from regreen.patch.specifier import with_specifier
    from regreen.project.jobs.clashes import clashes

    done: set[FileEvidence] = set()
    for item in clashes(job_runs, projects) if not match.lines else ():
        changed, kept = _roles(item)
        source = tree.source(changed.place.path)
        if item.first.name == match.data["subject"] and source is not None and changed.place not in done:
            done.add(changed.place)
            if not changed.by:
                yield from with_specifier(source, changed.place.line, changed.name, kept.specifier)


RULE = Rule(
    id="pinned-versions-conflict",
    category=Category.DEPENDENCY_RESOLUTION,
    title="The requirements contradict each other: {first} and {second}",
    log=refused("pinned-versions-conflict", tolerated=True),
    find=contradictions,
    key=("subject", "first", "second"),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer("Let one of the two give way", Safety.UNSAFE, loosened),
        Fixer("Loosen one of the two: {first} / {second}", Safety.ADVICE),
    ),
)
