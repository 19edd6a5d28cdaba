"""A database, cache or other server that the job needs does not answer.

## Why
No service of that kind is declared for the job; it is not ready yet; its port is not mapped; or the code
looks for it under a host name that only exists in docker compose (a job that runs on the machine itself
reaches services as `localhost`).

## Fix
Declare it under `services:` with `ports:` and a health check (`--health-cmd`), wait until it is ready, and
point the setting at `localhost` and the mapped port. Unit tests that need no database should not open one
at import.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from regreen.logs.statements import Statements
from regreen.model.errors import PatchError
from regreen.rule import (
    Category,
    Edit,
    FileEvidence,
    Fixer,
    Line,
    Match,
    Matches,
    Pattern,
    Refusal,
    Rule,
    Safety,
    Severity,
    Signals,
    TestFailure,
)
from regreen.rules._connects import connects
from regreen.rules._credentials import NAMES, described, mismatches, one_side

if TYPE_CHECKING:
    from regreen.patch.yaml import Value
    from regreen.project.connections import Connection
    from regreen.project.job_values import Given
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Job, Workflow
    from regreen.workflow.scripts import PlacedStep

_PORTS = {
    "5432": "PostgreSQL",
    "5433": "PostgreSQL",
    "3306": "MySQL",
    "1433": "SQL Server",
    "1521": "Oracle",
    "6379": "Redis",
    "6380": "Redis",
    "5672": "RabbitMQ",
    "27017": "MongoDB",
    "9200": "Elasticsearch",
    "9092": "Kafka",
    "2181": "ZooKeeper",
    "11211": "memcached",
    "7687": "Neo4j",
    "6333": "Qdrant",
    "19530": "Milvus",
    "8123": "ClickHouse",
    "9000": "MinIO or ClickHouse",
    "11434": "Ollama",
    "2375": "Docker",
    "4444": "Selenium",
}
_DRIVERS = (
    ("psycopg", "PostgreSQL"),
    ("asyncpg", "PostgreSQL"),
    ("pymysql", "MySQL"),
    ("MySQLdb", "MySQL"),
    ("mysql.", "MySQL"),
    ("redis", "Redis"),
    ("pymongo", "MongoDB"),
    ("ServerSelectionTimeoutError", "MongoDB"),
    ("pika", "RabbitMQ"),
    ("kombu", "the broker"),
    ("elasticsearch", "Elasticsearch"),
    ("NoBrokersAvailable", "Kafka"),
    ("Docker", "Docker"),
)
_ADDRESS = (
    Pattern(r"connection to server at \"(?P<host>[^\"]+)\"(?: \([^)]*\))?, port (?P<port>\d+)"),
    Pattern(r"could not translate host name \"(?P<host>[^\"]+)\""),
    Pattern(r"[Ii]s the server running on host \"(?P<host>[^\"]+)\"[^\n]*(?:\n[^\n]*)?port (?P<port>\d+)"),
    Pattern(r"[Ee]rror (?:-?\d+|None) (?:while )?connecting to (?P<host>[\w.-]+):(?P<port>\d+)"),
    Pattern(r"Can't connect to (?:local )?MySQL server on '(?P<host>[^':]+)(?::(?P<port>\d+))?'"),
    Pattern(r"Connect call failed \('(?P<host>[^']+)', (?P<port>\d+)"),
    Pattern(r"host='?(?P<host>[\w.-]+)'?, port=(?P<port>\d+)"),
    Pattern(r"Cannot connect to host (?P<host>[\w.-]+):(?P<port>\d+)"),
    Pattern(
        r"(?P<host>localhost|127\.0\.0\.1|0\.0\.0\.0|::1|[a-z][\w-]*):(?P<port>\d{4,5})[^\n]*(?:refused|ECONNREFUSED|Errno 111|timed out)"
    ),
    Pattern(
        r"(?:refused|ECONNREFUSED|dial tcp)[^\n]{0,80}?(?P<host>localhost|127\.0\.0\.1|::1|[a-z][\w-]*):(?P<port>\d{2,5})"
    ),
)
_WORDS = Pattern(
    r"Connection refused|ECONNREFUSED|Connect call failed|could not translate host name|Can't connect to (?:local )?MySQL"
    r"|All connection attempts failed|WinError 10061|NoBrokersAvailable|ServerSelectionTimeoutError"
    r"|could not connect to server|[Ii]s the server running|Error while fetching server API version"
    r"|Error (?:-?\d+|None) (?:while )?connecting to [\w.-]+:\d+"
)
_LOCAL = Pattern(
    r"^(?:localhost|127\.[\d.]+|0\.0\.0\.0|::1|host\.docker\.internal|[\w-]+|10\.[\d.]+|172\.[\d.]+|192\.168\.[\d.]+|)$"
)


def unreachable(statements: Statements, signals: Signals) -> Matches:
    """One match for each service and step."""
    groups: dict[object, tuple[dict[str, str], list[tuple[Line, ...]]]] = {}
    for key, data, lines in (*_raised(statements), *_refused(signals)):
        groups.setdefault((key, data["service"], data["address"]), (data, []))[1].append(lines)
    for data, members in groups.values():
        shown = (*members[0][:3], *(lines[0] for lines in members[1:]))
        claims = tuple(line for lines in members for line in lines)
        yield Match(lines=tuple(dict.fromkeys(shown))[:5], claims=claims, count=len(members), data=data)


def _raised(statements: Statements) -> Iterator[tuple[object, dict[str, str], tuple[Line, ...]]]:
    for statement in statements.all:
        if not _WORDS.search(statement.text) or "assert " in statement.text[:200]:
            continue
        found = next((m for pattern in _ADDRESS if (m := pattern.search(statement.text))), None)
        named = found.groupdict() if found else {}
        host, port = named.get("host") or "", named.get("port") or ""
        if _LOCAL.match(host):
            yield statement.place.key, _data(host, port, statement.text), statement.lines


def _refused(signals: Signals) -> Iterator[tuple[object, dict[str, str], tuple[Line, ...]]]:
    tested = {signals.place(failure.line).key for failure in signals.of(TestFailure)}
    for refusal in signals.of(Refusal):
        key = signals.place(refusal.line).key
        if refusal.kind in ("service-refused", "service-not-ready") and key not in tested:
            host, port = refusal.detail.get("host", ""), refusal.detail.get("port", "")
            yield key, _data(host, port, refusal.text), refusal.lines


def _data(host: str, port: str, text: str) -> dict[str, str]:
    by_driver = next((name for word, name in _DRIVERS if word in text), "A server")
    address = f"{host or 'its address'}:{port}" if port else host or "its address"
    return {"service": _PORTS.get(port, by_driver), "address": address}


def elsewhere(
    workflows: tuple[Workflow, ...],
    steps: tuple[PlacedStep, ...],
    connections: tuple[Connection, ...],
    tree: Tree,
) -> Iterator[Match]:
    """One match for each address whose port does not lead to the job's service."""
    from regreen.project.accounts import PORTS

    for found in mismatches(workflows, steps, connections, tree):
        if found.what == "port":
            parts = found.client.parts
            port = parts["port"] or PORTS[found.account.kind]
            yield Match(
                places=found.places,
                data={"service": NAMES[found.account.kind], "address": f"{parts['host']}:{port}"},
                severity=found.severity,
                title=described(found),
            )


_OTHERWISE = Pattern(
    r"(?i)docker|compose|podman|systemctl|service \w+ start|pg_ctl|pg_ctlcluster|redis-server|mysqld|brew services|minikube|kind |"
    r"setup-postgres|setup-mysql|redis-github|start-redis|supabase|postgresql-action|redis-action|mongodb-github|mysql-action"
)

_NEEDED = Pattern(
    r"alembic\b.{0,40}\bupgrade|manage\.py\b.{0,40}\b(?:migrate|test)|flask\b.{0,20}\bdb upgrade|\bpsql\b|redis-cli"
)


def undeclared(workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...], tree: Tree) -> Iterator[Match]:
    """Addresses of services on the runner itself in jobs that run tests, and that neither declare nor start one."""
    for workflow, job, item, kind, parts in _lonely(workflows, steps, tree):
        yield Match(
            places=(item.place, *_head(workflow, job)),
            data={
                "service": NAMES[kind],
                "address": f"{parts['host']}:{parts['port'] or 'its port'}",
                "path": workflow.path,
                "job": job.id,
            },
            severity=Severity.WARNING,
            title=f"The job {job.id} looks for {NAMES[kind]} on its runner, and neither declares nor starts one",
        )


def _head(workflow: Workflow, job: Job) -> tuple[FileEvidence, ...]:
    """Where services would be declared."""
    from regreen.project.place import at

    key = job.key("runs-on")
    return (at(workflow.source, key.span.start),) if key is not None else ()


def _lonely(
    workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...], tree: Tree
) -> Iterator[tuple[Workflow, Job, Given, str, Mapping[str, str]]]:
    from regreen.project.connections import split_url
    from regreen.project.job_values import given
    from regreen.rules._scripts import test_run

    tested = {
        (p.source.path, p.job.id) for p in steps if p.job is not None and any(test_run(c) for c in p.commands)
    }
    for workflow in workflows:
        for job in workflow.jobs:
            scripts = "\n".join(f"{step.uses} {step.run}" for step in job.steps)
            if (workflow.path, job.id) not in tested or job.services or _OTHERWISE.search(scripts):
                continue
            for item in given(workflow, job):
                parts = split_url(item.value) if "${{" not in item.value else None
                scheme = parts["scheme"].partition("+")[0] if parts else ""
                kind = {"postgres": "postgresql", "rediss": "redis"}.get(scheme, scheme)
                here = parts is not None and kind in NAMES and parts["host"] in ("localhost", "127.0.0.1")
                # many settings want an address that no test ever uses
                if here and parts and (_NEEDED.search(scripts) or connects(tree, item.name, kind)):
                    yield workflow, job, item, kind, parts


def declared(
    match: Match, workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...], tree: Tree
) -> Iterable[Edit]:
    """The service that the address asks for, with its health check."""
    from regreen.patch.yaml import insert_key

    for workflow, job, _, kind, parts in _lonely(workflows, steps, tree) if "job" in match.data else ():
        mine = (workflow.path, job.id) == (match.data["path"], match.data["job"])
        service = _service(kind, parts) if mine and NAMES[kind] == match.data["service"] else None
        if service is not None:
            try:
                return insert_key(
                    workflow.source, ("jobs", job.id_node.text), "services", service, after="runs-on"
                )
            except PatchError:
                return []
    return []


def _service(kind: str, parts: Mapping[str, str]) -> Value | None:
    """The declaration of a service; None for kinds whose image wants more than an address says."""
    health = " --health-interval 10s --health-timeout 5s --health-retries 5"
    if kind == "redis":
        ports = [f"{parts['port'] or '6379'}:6379"]
        return {
            "redis": {"image": "redis:7", "ports": ports, "options": f'--health-cmd "redis-cli ping"{health}'}
        }
    if kind != "postgresql" or not parts["password"]:
        return None
    env = {"POSTGRES_USER": parts["user"] or "postgres", "POSTGRES_PASSWORD": parts["password"]}
    env |= {"POSTGRES_DB": parts["database"]} if parts["database"] else {}
    ports = [f"{parts['port'] or '5432'}:5432"]
    options = f"--health-cmd pg_isready{health}"
    return {"postgres": {"image": "postgres:16", "env": env, "ports": ports, "options": options}}


def astray(
    workflows: tuple[Workflow, ...],
    steps: tuple[PlacedStep, ...],
    connections: tuple[Connection, ...],
    tree: Tree,
) -> Iterator[Match]:
    """Addresses that lead to no service of the job."""
    yield from elsewhere(workflows, steps, connections, tree)
    yield from undeclared(workflows, steps, tree)


RULE = Rule(
    id="service-not-reachable",
    category=Category.SERVICE_CONNECTION,
    title="{service} does not answer at {address}",
    log=unreachable,
    find=astray,
    key=("service", "address"),
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
        "event-loop-misused",
        "table-missing",
    ),
    fixers=(
        Fixer("Look where the service is", Safety.UNSAFE, one_side),
        Fixer("Declare the service that the address asks for", Safety.UNSAFE, declared),
        Fixer("Declare the service for the job, with its port and a health check", Safety.ADVICE),
    ),
)
