"""Who looks for a service container of a job, and under which name: addresses and hosts in the job's environment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.project.accounts import Account, accounts
from regreen.project.connections import split_url
from regreen.project.job_values import Given, given
from regreen.project.place import at
from regreen.workflow.definitions import Job, Workflow
from regreen.workflow.expr.template import OPEN

LOCAL = frozenset({"localhost", "127.0.0.1", "0.0.0.0"})
_KINDS = {"postgres": "postgresql", "mariadb": "mysql", "rediss": "redis", "valkey": "redis", "amqps": "amqp"}
_PREFIXES = {
    "POSTGRES": "postgresql",
    "POSTGRESQL": "postgresql",
    "PG": "postgresql",
    "MYSQL": "mysql",
    "REDIS": "redis",
    "MONGO": "mongodb",
    "RABBITMQ": "amqp",
    "DB": "",
    "DATABASE": "",
    "TEST_DB": "",
    "SQL": "",
}
_HOST = re.compile(r"(?P<prefix>[A-Z_]+?)_?(?:HOST|HOSTNAME|SERVER|ADDR)")
_PART = re.compile(r"(?P<prefix>[A-Z_]+?)_?(?P<part>USER|USERNAME|PASSWORD|PASS)")


class Sought(Struct, frozen=True):
    """A value of a job's environment that names the host of a service, whole or within an address."""

    workflow: Workflow
    job: Job
    account: Account
    given: Given
    host: str


class Credential(Struct, frozen=True):
    """A user or password of a job's environment (`part`) for a service of the job."""

    workflow: Workflow
    job: Job
    account: Account
    given: Given
    part: str
    wanted: str


def sought(workflow: Workflow, job: Job) -> Iterator[Sought]:
    """The values of a job's environment that mean one of its services."""
    known = accounts(job)
    for item in given(workflow, job) if known else ():
        parts = split_url(item.value) if OPEN not in item.value else None
        named = _HOST.fullmatch(item.name)
        if parts is not None:
            scheme = parts["scheme"].partition("+")[0]
            kind, host = _KINDS.get(scheme, scheme), parts["host"]
        elif named is not None and named["prefix"] in _PREFIXES:
            kind, host = _PREFIXES[named["prefix"]], item.value
        else:
            continue
        account = _meant(known, kind, host)
        if account is not None and host:
            yield Sought(workflow, job, account, item, host)


def _meant(known: tuple[Account, ...], kind: str, host: str) -> Account | None:
    """The service of a kind; the only database where the kind is open."""
    fitting = [
        item for item in known if item.kind == kind or (not kind and item.kind in ("postgresql", "mysql"))
    ]
    named = [item for item in fitting if item.service.id == host]
    return named[0] if named else fitting[0] if len(fitting) == 1 else None


def strangers(workflow: Workflow, job: Job) -> Iterator[Credential]:
    """Users and passwords in variables of their own that a service of the job does not know."""
    known = accounts(job)
    values = list(given(workflow, job)) if known else []
    for item in values:
        named = _PART.fullmatch(item.name)
        if named is None or named["prefix"] not in _PREFIXES or OPEN in item.value or not item.value:
            continue
        account = _meant(known, _PREFIXES[named["prefix"]], "")
        part = "user" if named["part"].startswith("USER") else "password"
        if account is None:
            continue
        if part == "password" and account.no_password:
            yield Credential(workflow, job, account, item, part, "")
        elif not account.open and account.kind in ("postgresql", "mysql"):
            wanted = list(account.logins) if part == "user" else list(account.logins.values())
            if wanted and all(wanted) and item.value not in wanted:
                yield Credential(workflow, job, account, item, part, wanted[-1])


def place_of(account: Account, workflow: Workflow) -> FileEvidence:
    """The line of the service that says whom it lets in, or its image."""
    for name in ("POSTGRES_USER", "POSTGRES_PASSWORD", "MYSQL_USER", "MYSQL_ROOT_PASSWORD"):
        node = account.service.at("env", name)
        if node is not None:
            return at(workflow.source, node.span.start)
    return at(workflow.source, (account.service.at("image") or account.service.node).span.start)
