"""The steps look for a service on the runner, and no port of the runner leads to it.

## Why
A job without `container:` runs on the machine itself. A service container is reached there through `ports:` only;
its name (`postgres`) is known to container jobs alone.

## Fix
`ports: ["5432:5432"]` on the service and `localhost` in the address; in a container job the name and no ports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.accounts import Account
    from regreen.workflow.definitions import Job, Workflow
    from regreen.workflow.scripts import PlacedStep

_LOCAL = frozenset({"localhost", "127.0.0.1"})


def unmapped(workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each service that is looked for in vain."""
    from regreen.project.accounts import PORTS
    from regreen.project.place import at

    for workflow, job, account, users in _unmapped(workflows, steps):
        place = at(workflow.source, (account.service.at("image") or job.id_node).span.start)
        data = {
            "service": account.service.id,
            "path": workflow.path,
            "job": job.id,
            "port": PORTS[account.kind],
        }
        yield Match(places=(place, *users), data=data)


def _unmapped(
    workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...]
) -> Iterator[tuple[Workflow, Job, Account, list[FileEvidence]]]:
    from regreen.project.accounts import accounts

    for workflow in workflows:
        for job in workflow.jobs:
            for account in accounts(job) if job.container is None else ():
                if not account.service.ports and "-p " not in account.service.options:
                    users = list(_users(workflow, job, account, steps))
                    if users:
                        yield workflow, job, account, users


def _users(
    workflow: Workflow, job: Job, account: Account, steps: tuple[PlacedStep, ...]
) -> Iterator[FileEvidence]:
    """Addresses in the environment of the job and its steps that mean the service."""
    from regreen.project.connections import split_url
    from regreen.project.place import at

    holders = [(job, job.env), *((p.step, p.step.env) for p in steps if p.job is job)]
    for holder, env in holders:
        for name, value in env.items():
            parts = split_url(value)
            if parts is None or not parts["scheme"].startswith(account.kind[:5]):
                continue
            if parts["host"] in _LOCAL | {account.service.id}:
                node = holder.at("env", name)
                yield at(workflow.source, (node or job.id_node).span.start)


def mapped(match: Match, workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The usual port."""
    from regreen.patch.yaml import insert_key

    for workflow, job, account, _ in _unmapped(workflows, steps):
        mine = (workflow.path, job.id, account.service.id)
        if mine == tuple(match.data[key] for key in ("path", "job", "service")):
            path = ("jobs", job.id_node.text, "services", account.service.id)
            port = match.data["port"]
            try:
                return insert_key(workflow.source, path, "ports", [f"{port}:{port}"])
            except PatchError:
                return []
    return []


RULE = Rule(
    id="service-port-not-mapped",
    category=Category.SERVICE_CONNECTION,
    title="No port of the runner leads to the service {service}, which the steps look for there",
    find=unmapped,
    key=("path", "job", "service"),
    severity=Severity.WARNING,
    fixers=(Fixer("Map the port {port}", Safety.UNSAFE, mapped),),
)
