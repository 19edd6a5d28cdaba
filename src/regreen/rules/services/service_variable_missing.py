"""A service container lacks the variable without which its image does not start.

## Why
The images of databases refuse to make a database that anybody could enter: Postgres wants `POSTGRES_PASSWORD`, MySQL
and MariaDB a root password. The container exits, and the job fails before its first step, or as soon as a test
connects.

## Fix
Set the variable below the service's `env:`, and use the same value in the job.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Said

if TYPE_CHECKING:
    from regreen.project.accounts import Account
    from regreen.workflow.definitions import Job, Workflow


def unset(workflows: tuple[Workflow, ...]) -> Matches:
    """One match for each service."""
    from regreen.project.accounts import REQUIRED
    from regreen.project.place import at

    for workflow, job, account in _unset(workflows):
        node = account.service.at("image")
        place = at(workflow.source, (node or job.id_node).span.start)
        name = REQUIRED[account.image][1]
        data = {"variable": name, "service": account.service.id, "path": workflow.path, "job": job.id}
        yield Match(places=(place,), data=data)


def _unset(workflows: tuple[Workflow, ...]) -> Iterator[tuple[Workflow, Job, Account]]:
    from regreen.project.accounts import REQUIRED, accounts
    from regreen.workflow.nodes import Mapping

    for workflow in workflows:
        for job in workflow.jobs:
            for account in accounts(job):
                names = REQUIRED.get(account.image, ((), ""))[0]
                env = account.service.at("env")
                given = {entry.key.text for entry in env.entries} if isinstance(env, Mapping) else set()
                told = any(name in account.service.options for name in names)
                if names and not given & set(names) and not told and "<<" not in given:
                    yield workflow, job, account


def given(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The variable with a value that says what it is."""
    from regreen.patch.yaml import insert_key

    for workflow, job, account in _unset(workflows):
        if (workflow.path, job.id, account.service.id) == tuple(
            match.data[key] for key in ("path", "job", "service")
        ):
            path = ("jobs", job.id_node.text, "services", account.service.id)
            try:
                if account.service.at("env") is None:
                    return insert_key(workflow.source, path, "env", {match.data["variable"]: account.image})
                return insert_key(workflow.source, (*path, "env"), match.data["variable"], account.image)
            except PatchError:
                return []
    return []


RULE = Rule(
    id="service-variable-missing",
    category=Category.SERVICE_CONNECTION,
    title="The service {service} does not start without {variable}",
    log=(
        Said(
            r"(?P<service>Database is uninitialized) and superuser password is not specified",
            "superuser password is not specified",
        ),
        Said(
            r"(?P<service>Database is uninitialized) and password option is not specified",
            "password option is not specified",
        ),
    ),
    find=unset,
    key=("service",),
    explains=("service-container-unhealthy",),
    fixers=(Fixer("Set {variable}", Safety.UNSAFE, given),),
)
