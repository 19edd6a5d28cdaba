"""Tests use a service container that may not be ready when they start.

## Why
GitHub waits for a service only where it has a health check. Without one the first step starts while the database is
still being made: the connection is refused, now and then.

## Fix
`options: --health-cmd … --health-interval 5s --health-retries 10` on the service.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Pattern, Rule, Safety, Severity
from regreen.rules._scripts import test_run

if TYPE_CHECKING:
    from regreen.project.accounts import Account
    from regreen.workflow.definitions import Job, Workflow
    from regreen.workflow.scripts import PlacedStep

_WAITS = Pattern(
    r"pg_isready|wait-for|wait_for|waitfor|dockerize|nc -z|\bsleep \d|mysqladmin|/dev/tcp/|until |health"
)


def unready(workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each service that is slow to start, has no check and is used by tests."""
    from regreen.project.place import at

    for workflow, job, account in _unready(workflows, steps):
        place = at(workflow.source, (account.service.at("image") or job.id_node).span.start)
        tests = next(at(p.source, p.step.span.start) for p in steps if p.job is job and _tests(p))
        data = {"service": account.service.id, "path": workflow.path, "job": job.id}
        yield Match(places=(place, tests), data=data)


def _unready(
    workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...]
) -> Iterator[tuple[Workflow, Job, Account]]:
    from regreen.project.accounts import HEALTH, accounts

    for workflow in workflows:
        for job in workflow.jobs:
            mine = [placed for placed in steps if placed.job is job] if job.services else []
            waits = any(_WAITS.search(placed.step.run or "") for placed in mine)
            if waits or not any(_tests(placed) for placed in mine):
                continue
            for account in accounts(job):
                if account.kind in HEALTH and "--health-cmd" not in account.service.options:
                    yield workflow, job, account


def _tests(placed: PlacedStep) -> bool:
    return any(test_run(command) for command in placed.commands)


def checked(match: Match, workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """A health check of the usual kind, where the service has no options yet."""
    from regreen.patch.yaml import insert_key
    from regreen.project.accounts import HEALTH

    for workflow, job, account in _unready(workflows, steps):
        mine = (workflow.path, job.id, account.service.id)
        if (
            mine == tuple(match.data[key] for key in ("path", "job", "service"))
            and not account.service.options
        ):
            path = ("jobs", job.id_node.text, "services", account.service.id)
            options = f"--health-cmd {HEALTH[account.kind]} --health-interval 5s --health-timeout 5s --health-retries 10"
            try:
                return insert_key(workflow.source, path, "options", options)
            except PatchError:
                return []
    return []


RULE = Rule(
    id="service-not-awaited",
    category=Category.SERVICE_CONNECTION,
    title="The tests do not wait for the service {service}: it has no health check",
    find=unready,
    key=("path", "job", "service"),
    severity=Severity.WARNING,
    fixers=(Fixer("Give the service a health check", Safety.UNSAFE, checked),),
)
