"""A job that needs secrets runs on pull requests, which may not have them.

## Why
A run for a pull request from a fork or of Dependabot gets no secrets: they are empty, and the step that logs in or
deploys with them fails. The same workflow is green on pushes.

## Fix
Let such jobs run on pushes only (`if: github.event_name != 'pull_request'`), or skip the step where there is no secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Pattern, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.workflow.definitions import Job, Workflow
    from regreen.workflow.scripts import PlacedStep

_SECRET = Pattern(r"secrets\.(?P<name>(?!GITHUB_TOKEN\b)\w+)")
_DEPLOYS = Pattern(
    r"(?i)\b(?:deploy|publish|release|push[-_ ]image|terraform apply|docker push|twine upload|login)"
)
_GUARD = "github.event_name != 'pull_request'"


def unguarded(workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each job that deploys with secrets, also on pull requests."""
    for workflow, job in _jobs(workflows):
        mine = [placed for placed in steps if placed.job is job]
        found = list(_secrets(mine)) if _deploys(job, mine) else []
        if found:
            names = ", ".join(dict.fromkeys(name for name, _ in found))
            event = workflow.event("pull_request")
            places = [place for _, place in found][:3]
            if event is not None:
                from regreen.project.place import at

                places.append(at(workflow.source, event.name_node.span.start))
            data = {"path": workflow.path, "job": job.id, "secrets": names}
            yield Match(places=tuple(places), data=data)


def _jobs(workflows: tuple[Workflow, ...]) -> Iterator[tuple[Workflow, Job]]:
    for workflow in workflows:
        if workflow.event("pull_request") is not None:
            yield from ((workflow, job) for job in workflow.jobs if job.if_ is None and not job.needs)


def _deploys(job: Job, steps: list[PlacedStep]) -> bool:
    named = [job.id, job.name, job.environment, *(placed.step.name for placed in steps)]
    return bool(job.environment) or any(_DEPLOYS.search(name) for name in named)


def _secrets(steps: list[PlacedStep]) -> Iterator[tuple[str, FileEvidence]]:
    """Secrets that steps without a condition cannot do without."""
    from regreen.project.place import at
    from regreen.workflow.nodes import scalars

    for placed in steps:
        step = placed.step
        if (
            step.if_ is not None
            or step.continue_on_error not in (None, False)
            or not _DEPLOYS.search(step.name + step.uses)
        ):
            continue
        for scalar in scalars(step.node):
            found = _SECRET.search(scalar.text)
            if found and "||" not in scalar.text:
                yield found["name"], at(placed.source, scalar.span.start)


def only_on_push(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The condition that leaves pull requests out."""
    from regreen.model.errors import PatchError
    from regreen.patch.yaml import insert_key

    for workflow, job in _jobs(workflows):
        if (workflow.path, job.id) == (match.data["path"], match.data["job"]):
            try:
                return insert_key(workflow.source, ("jobs", job.id_node.text), "if", _GUARD, after="runs-on")
            except PatchError:
                return []
    return []


RULE = Rule(
    id="secrets-on-pull-request",
    category=Category.PERMISSION_SECRET,
    title="The job {job} needs {secrets}, which a pull request from a fork does not have",
    find=unguarded,
    key=("path", "job"),
    severity=Severity.WARNING,
    fixers=(Fixer("Leave pull requests out", Safety.UNSAFE, only_on_push),),
)
