"""Service containers of a job: who may log in to them, and where they listen.

Sources: the documentation of the official images on Docker Hub (postgres, mysql, mariadb, redis, mongo, rabbitmq).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field

from regreen.workflow.definitions import Job, Service
from regreen.workflow.expr.template import OPEN

_IMAGE = re.compile(r"(?:[\w.-]+(?::\d+)?/)*?(?P<name>[\w.-]+)(?::[\w.-]+)?(?:@sha256:\w+)?")
_KINDS = {
    "postgres": "postgresql",
    "postgis": "postgresql",
    "pgvector": "postgresql",
    "timescaledb": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
    "redis": "redis",
    "valkey": "redis",
    "mongo": "mongodb",
    "rabbitmq": "amqp",
    "elasticsearch": "elasticsearch",
}
PORTS = {
    "postgresql": "5432",
    "mysql": "3306",
    "redis": "6379",
    "mongodb": "27017",
    "amqp": "5672",
    "elasticsearch": "9200",
}
"""Where a service of a kind listens inside of its container."""
REQUIRED: Mapping[str, tuple[tuple[str, ...], str]] = {
    "postgres": (
        ("POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD"),
        "POSTGRES_PASSWORD",
    ),
    "postgis": (
        ("POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD"),
        "POSTGRES_PASSWORD",
    ),
    "pgvector": (
        ("POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD"),
        "POSTGRES_PASSWORD",
    ),
    "mysql": (
        (
            "MYSQL_ROOT_PASSWORD",
            "MYSQL_ROOT_PASSWORD_FILE",
            "MYSQL_ALLOW_EMPTY_PASSWORD",
            "MYSQL_RANDOM_ROOT_PASSWORD",
        ),
        "MYSQL_ROOT_PASSWORD",
    ),
    "mariadb": (
        (
            *("MARIADB_ROOT_PASSWORD", "MARIADB_ROOT_PASSWORD_HASH", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD"),
            *("MARIADB_RANDOM_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD"),
            "MYSQL_RANDOM_ROOT_PASSWORD",
        ),
        "MARIADB_ROOT_PASSWORD",
    ),
}
"""Variables of which an image needs one to start, and the usual one, by the image's name."""
HEALTH: Mapping[str, str] = {
    "postgresql": "pg_isready",
    "mysql": '"mysqladmin ping"',
    "amqp": '"rabbitmq-diagnostics -q ping"',
    "elasticsearch": '"curl -s http://localhost:9200/_cluster/health"',
}
"""A check that a service answers, for services that take seconds to start."""


class Account(Struct, frozen=True):
    """A service container of a known kind. `open` lets everybody in; so does one of which nobody knows whom it does.

    `logins` are the users with their passwords (empty where it is not known), `ports` those of the runner that lead
    to it; `no_password`: it refuses whoever comes with one.
    """

    service: Service
    kind: str
    image: str
    logins: Mapping[str, str] = field(default_factory=dict)
    databases: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    open: bool = False
    no_password: bool = False


def accounts(job: Job) -> tuple[Account, ...]:
    """The services of a job whose image is known; those of a matrix are left out."""
    found = (_account(service) for service in job.services if OPEN not in service.image.partition(":")[0])
    return tuple(account for account in found if account is not None)


def _account(service: Service) -> Account | None:
    match = _IMAGE.fullmatch(service.image.split("${{")[0].rstrip(":") or "?")
    image = match["name"] if match else ""
    kind = _KINDS.get(image)
    if kind is None or service.image.startswith("bitnami/"):
        return None
    logins, databases = _LOGINS.get(kind, _nobody)(service.env)
    known = not any(OPEN in value for pair in logins.items() for value in (*pair, *databases))
    no_password = kind == "redis" and not (
        service.command or service.entrypoint or "requirepass" in service.options
    )
    return Account(
        service,
        kind,
        image,
        logins if known else {},
        databases if known else (),
        tuple(_host_port(port) for port in service.ports if ":" in port),
        service.env.get("POSTGRES_HOST_AUTH_METHOD") == "trust" or not known or not logins,
        no_password,
    )


_Logins = tuple[dict[str, str], tuple[str, ...]]


def _postgres(env: Mapping[str, str]) -> _Logins:
    user = env.get("POSTGRES_USER", "postgres")
    return {user: env.get("POSTGRES_PASSWORD", "")}, (env.get("POSTGRES_DB", user), "postgres", "template1")


def _mysql(env: Mapping[str, str]) -> _Logins:
    def of(name: str) -> str:
        return env.get(f"MYSQL_{name}") or env.get(f"MARIADB_{name}", "")

    logins = {"root": of("ROOT_PASSWORD")}
    if of("USER"):
        logins[of("USER")] = of("PASSWORD")
    return logins, tuple(filter(None, (of("DATABASE"), "mysql")))


def _nobody(env: Mapping[str, str]) -> _Logins:
    return {}, ()


_LOGINS = {"postgresql": _postgres, "mysql": _mysql}


def _host_port(port: str) -> str:
    """`5433:5432/tcp` -> `5433`."""
    return port.split("/")[0].split(":")[-2]
