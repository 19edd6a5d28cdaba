"""A job asks for a runner image that GitHub has withdrawn, or will withdraw.

## Why
A job with the label of a withdrawn image waits for a runner until it is cancelled after a day. Before the day there
are brownouts, in which jobs fail.

## Fix
Name the successor. A newer image has newer system packages, and no builds of Python versions that had ended when
it came out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Said
from regreen.rules._uses import gone

if TYPE_CHECKING:
    from regreen.workflow.definitions import Workflow
    from regreen.workflow.problems import Problem

_IDS = ("retired-runner", "retiring-runner")


def retired(workflows: tuple[Workflow, ...], today: date) -> Matches:
    """One match for each image, with every place that names it."""
    from regreen.project.place import at
    from regreen.workflow.schema.runners import RETIRED

    groups: dict[str, list[tuple[Workflow, Problem]]] = {}
    for label, workflow, problem in _named(workflows, today):
        groups.setdefault(label, []).append((workflow, problem))
    for label, members in groups.items():
        entry = RETIRED[label]
        severity = gone(entry.gone, entry.announced, today)
        if severity is not None:
            verb = "is gone since" if entry.gone <= max(today, date.today()) else "goes away on"
            yield Match(
                places=tuple(at(workflow.source, problem.span.start) for workflow, problem in members),
                data={"label": label, "successor": entry.successor},
                count=len(members),
                severity=severity,
                title=f"The runner image {label} {verb} {entry.gone}",
            )


def _named(workflows: tuple[Workflow, ...], today: date) -> Iterator[tuple[str, Workflow, Problem]]:
    """Every place that names an image which is withdrawn by now, or announced to be."""
    from regreen.workflow.validate.runners import check_runners

    for workflow in workflows:
        for problem in check_runners(workflow, max(today, date.today())):
            if problem.id in _IDS:
                text = workflow.source.text[problem.span.start : problem.span.end]
                yield text.strip("'\"").lower(), workflow, problem


def succeeded(match: Match, workflows: tuple[Workflow, ...], today: date) -> Iterable[Edit]:
    """The successor in every place that names the image in so many words."""
    for label, workflow, problem in _named(workflows, today):
        if label == match.data["label"]:
            old = workflow.source.text[problem.span.start : problem.span.end]
            bare = old.strip("'\"")
            yield Edit(problem.span, old, old.replace(bare, match.data["successor"]))


RULE = Rule(
    id="runner-image-retired",
    category=Category.DEPRECATED_ACTION,
    title="The runner image {label} was withdrawn",
    log=(
        Said(
            r"This is a scheduled (?P<label>[\w.-]+) (?:retirement|brownout|removal)",
            "This is a scheduled",
        ),
    ),
    find=retired,
    key=("label",),
    explains=("job-never-started", "job-cancelled"),
    fixers=(Fixer("Run on {successor}", Safety.UNSAFE, succeeded),),
)
