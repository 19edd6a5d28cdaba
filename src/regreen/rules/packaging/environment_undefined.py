"""An environment manager is asked for an environment that the project does not define or that does not fit.

## Why
It was renamed or removed, is written otherwise (`py3.12-lint` takes nothing of `[testenv:py312-lint]`), or is meant
for another Python or platform than the job has.

## Fix
Use a name that is defined, or define it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named
from regreen.rules._refused import refused

if TYPE_CHECKING:
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_WHAT = {"tox": "environment", "nox": "session"}


def absent(job_runs: tuple[JobRun, ...], tree: Tree) -> Matches:
    """One match for each name that a step asks for."""
    from regreen.project.jobs.no_environment import no_environments
    from regreen.workflow.near import nearest

    seen: set[object] = set()
    for item in no_environments(job_runs, tree):
        if item.related and item.call.place in seen:
            continue  # the other legs of the matrix
        seen.add(item.call.place)
        near = item.related or nearest(item.name, item.known) or ""
        what = f"{item.tool}'s {_WHAT[item.tool]} {item.name}"
        title = f"{named(item.run)} asks for {what}, which the project does not define"
        title += f"; there is {near}" if near else ""
        if item.related:
            title = f"{named(item.run)} asks for {what}, which takes no setting of {near}"
        yield Match(
            places=(item.call.place, item.file),
            data={"subject": item.name, "near": near},
            severity=Severity.ERROR if item.call.certain and not item.related else Severity.WARNING,
            title=title,
        )


def corrected(match: Match, tree: Tree) -> Iterable[Edit]:
    """The name that there is, where the step's line has the wrong one as a word."""
    from regreen.model.text import Span

    near, name, place = match.data.get("near", ""), match.data["subject"], match.places[0]
    source = tree.source(place.path) if near else None
    if source is None:
        return
    start = source.offset(place.line)
    words = (
        source.line(place.line)
        .replace("=", " ")
        .replace(",", " ")
        .replace('"', " ")
        .replace("'", " ")
        .split()
    )
    if words.count(name) == 1:
        at = source.text.index(name, start)
        yield Edit(Span(source.path, at, at + len(name)), name, near)


RULE = Rule(
    id="environment-undefined",
    category=Category.PACKAGING_CONFIG,
    title="The project defines no environment {subject}",
    log=refused("environment-undefined"),
    find=absent,
    key=("subject",),
    explains=("step-error",),
    fixers=(
        Fixer("Write the name that there is", Safety.UNSAFE, corrected),
        Fixer("Use an environment that the project defines", Safety.ADVICE),
    ),
)
