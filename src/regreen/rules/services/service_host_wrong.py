"""A service is looked for under a name that nobody answers to.

## Why
A job that runs on the machine itself reaches services as `localhost` and a mapped port; their names (`postgres`) are
known only inside of a job with a `container:`. In such a job, in turn, `localhost` is the job's own container.

## Fix
`localhost` for a job on the machine, the service's name for one in a container.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.service_clients import Sought
    from regreen.workflow.definitions import Workflow

_STARTS = (
    "service ",
    "systemctl ",
    "pg_ctl",
    "redis-server",
    "docker ",
    "docker-compose",
    "/etc/hosts",
    "mysqld",
)


def unanswered(workflows: tuple[Workflow, ...]) -> Matches:
    """One match for each value of a job's environment."""
    from regreen.project.place import at

    for item, right in _wrong(workflows):
        image = item.account.service.at("image") or item.account.service.node
        where = "in a container" if item.job.container is not None else "on the machine itself"
        yield Match(
            places=(item.given.place, at(item.workflow.source, image.span.start)),
            data={"host": item.host, "right": right, "path": item.workflow.path, "job": item.job.id},
            severity=Severity.ERROR if item.host == item.account.service.id else Severity.WARNING,
            title=f"The job {item.job.id} runs {where}, where {item.host} is not the service "
            f"{item.account.service.id}: {right} is",
        )


def _wrong(workflows: tuple[Workflow, ...]) -> Iterator[tuple[Sought, str]]:
    from regreen.project.service_clients import LOCAL, sought

    for workflow in workflows:
        for job in workflow.jobs:
            scripts = "\n".join(step.run or "" for step in job.steps)
            if not job.services or any(word in scripts for word in _STARTS):
                continue
            for item in sought(workflow, job):
                if job.container is None and item.host == item.account.service.id and item.host not in LOCAL:
                    yield item, "localhost"
                elif job.container is not None and item.host in LOCAL:
                    yield item, item.account.service.id


def renamed(match: Match, workflows: tuple[Workflow, ...]) -> list[Edit]:
    """The host that answers."""
    from regreen.patch.yaml import replace_scalar

    for item, right in _wrong(workflows):
        node = item.given.node
        if item.given.place != match.places[0] or node is None:
            continue
        _, found, after = item.given.value.rpartition("@")
        old = after if found else item.given.value.partition("://")[2] or item.given.value
        head = item.given.value[: len(item.given.value) - len(old)]
        try:
            return replace_scalar(item.workflow.source, node.span, head + old.replace(item.host, right, 1))
        except PatchError:
            return []
    return []


RULE = Rule(
    id="service-host-wrong",
    category=Category.SERVICE_CONNECTION,
    title="The job {job} looks for its service at {host}, which is {right} there",
    find=unanswered,
    explains=("service-not-reachable", "service-login-refused", "test-failed", "table-missing"),
    fixers=(Fixer("Look for the service at {right}", Safety.UNSAFE, renamed),),
)
