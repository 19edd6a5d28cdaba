"""A job uses files of the repository and has not checked it out.

## Why
A runner starts with an empty workspace: without `actions/checkout` no file of the repository is there, and what
comes before the checkout does not see them either.

## Fix
Make the checkout the first step of the job.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety
from regreen.rules._steps import before_first

if TYPE_CHECKING:
    from regreen.project.paths.path import MissingPath
    from regreen.workflow.definitions import Workflow

_NEWEST = "v6"


def unchecked(missing_paths: tuple[MissingPath, ...], workflows: tuple[Workflow, ...]) -> Matches:
    """One match for each job; its first step, before which the checkout belongs, is evidence, too."""
    from regreen.project.place import at

    known = {workflow.path: workflow for workflow in workflows}
    groups: dict[tuple[str, str], list[MissingPath]] = {}
    for item in missing_paths:
        if item.no_checkout and item.certain:
            groups.setdefault((item.place.path, item.job), []).append(item)
    for (path, job), members in groups.items():
        title = f"The job {job} uses {members[0].written}, and nothing checks the repository out before"
        places = tuple(item.place for item in members)
        owner = known[path].job(job) if path in known else None
        if owner is not None and owner.steps:
            places += (at(known[path].source, owner.steps[0].span.start),)
        yield Match(places=places, data={"path": path, "job": job}, title=title, count=len(members))


def checked_out(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """A checkout as the first step, in the version that the file uses elsewhere."""
    workflow = next((item for item in workflows if item.path == match.data["path"]), None)
    job = workflow.job(match.data["job"]) if workflow else None
    if workflow is None or job is None or any("actions/checkout@" in step.uses for step in job.steps):
        return []
    used = [
        step.uses
        for each in workflow.jobs
        for step in each.steps
        if step.uses.startswith("actions/checkout@")
    ]
    return before_first(workflow, job, [f"uses: {used[0] if used else f'actions/checkout@{_NEWEST}'}"])


RULE = Rule(
    id="checkout-missing",
    category=Category.MISSING_FILE,
    title="The job {job} does not check the repository out",
    find=unchecked,
    key=("path", "job"),
    explains=("script-missing", "requirements-file-missing", "not-a-python-project", "pytest-path-missing"),
    fixers=(Fixer("Check the repository out first", Safety.SAFE, checked_out),),
)
