"""Who a job's services let in, and as whom the job's environment and its Python files come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source
from regreen.rule import FileEvidence, Match, Severity
from regreen.rules._scripts import test_run

if TYPE_CHECKING:
    from regreen.project.accounts import Account
    from regreen.project.connections import Connection
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Job, Workflow
    from regreen.workflow.nodes import Scalar
    from regreen.workflow.scripts import PlacedStep

NAMES = {
    "postgresql": "PostgreSQL",
    "mysql": "MySQL",
    "redis": "Redis",
    "mongodb": "MongoDB",
    "amqp": "RabbitMQ",
}
_LOCAL = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::1", ""})
_SETTINGS = (
    "conftest.py",
    "settings.py",
    "config.py",
    "database.py",
    "db.py",
    "test_settings.py",
    "session.py",
)
_ADMIN = (
    "CREATE USER",
    "CREATE ROLE",
    "ALTER USER",
    "ALTER ROLE",
    "createuser",
    "GRANT ",
    "CREATE DATABASE",
    "createdb",
)
_VARIABLES = {"postgresql": "DATABASE_URL", "mysql": "DATABASE_URL", "redis": "REDIS_URL"}


class Client(Struct, frozen=True):
    """An address with credentials. `node` is the value in the workflow; `code` says that it is a Python literal."""

    parts: dict[str, str]
    place: FileEvidence
    node: Scalar | None = None
    code: Connection | None = None


class Mismatch(Struct, frozen=True):
    """A client that a service of the job turns away; `others` are clients that it lets in."""

    workflow: Workflow
    job: Job
    account: Account
    client: Client
    what: str
    service_place: FileEvidence
    others: tuple[Client, ...] = ()

    @property
    def places(self) -> tuple[FileEvidence, ...]:
        """Both sides, the client first, and the clients that agree with the service."""
        return (self.client.place, self.service_place, *(other.place for other in self.others))

    @property
    def severity(self) -> Severity:
        """Whether the job is sure to fail for it."""
        code = self.client.code
        sure = code is None or code.place.path.endswith("conftest.py")
        return Severity.ERROR if sure and self.what in ("user", "password", "port") else Severity.WARNING


def mismatches(
    workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...], code: Sequence[Connection], tree: Tree
) -> Iterator[Mismatch]:
    """All of them, job by job; users that the repository's own scripts make are no strangers."""
    from regreen.project.accounts import accounts

    for workflow in workflows:
        for job in workflow.jobs:
            known = accounts(job) if job.services else ()
            mine = [placed for placed in steps if placed.job is job] if known else []
            scripts = "\n".join(placed.step.run or "" for placed in mine)
            if any(word in scripts for word in _ADMIN):
                continue
            for account in known:
                if sum(1 for other in known if other.kind == account.kind) == 1:
                    for found in _of_account(workflow, job, account, mine, code):
                        if found.what != "user" or not _made(tree, found.client.parts["user"]):
                            yield found


def _made(tree: Tree, user: str) -> bool:
    """Whether a script or migration of the repository creates the user."""
    for path in tree.paths:
        if path.endswith((".sql", ".py", ".sh", ".yml", ".yaml", ".tf")):
            text = tree.text(path) or ""
            if user in text and any(
                f"CREATE {what}" in text or f"create {what.lower()}" in text for what in ("ROLE", "USER")
            ):
                return True
    return False


def _of_account(
    workflow: Workflow, job: Job, account: Account, steps: list[PlacedStep], code: Sequence[Connection]
) -> Iterator[Mismatch]:
    from regreen.project.place import at

    clients = [*_env_clients(workflow, job, account, steps)]
    if any(test_run(command) for placed in steps for command in placed.commands):
        variables = {*workflow.env, *job.env, *(name for placed in steps for name in placed.step.env)}
        clients += _code_clients(account, code, variables)
    judged = [(client, _turned_away(account, client)) for client in clients]
    welcome = tuple(client for client, what in judged if not what)
    place = at(workflow.source, _login_offset(account))
    for client, what in judged:
        if what:
            yield Mismatch(workflow, job, account, client, what, place, welcome)


def _env_clients(workflow: Workflow, job: Job, account: Account, steps: list[PlacedStep]) -> Iterator[Client]:
    from regreen.project.connections import split_url
    from regreen.project.place import at
    from regreen.workflow.expr.template import OPEN
    from regreen.workflow.nodes import Scalar, lookup

    holders = [
        (workflow.node, workflow.env),
        (job.node, job.env),
        *((p.step.node, p.step.env) for p in steps),
    ]
    for holder, env in holders:
        for name, value in env.items():
            node = lookup(holder, "env", name)
            parts = split_url(value) if OPEN not in value else None
            if parts is not None and isinstance(node, Scalar) and _means(account, parts):
                yield Client(dict(parts), at(workflow.source, node.span.start), node)


def _code_clients(account: Account, code: Sequence[Connection], variables: set[str]) -> Iterator[Client]:
    for connection in code:
        name = connection.place.path.rpartition("/")[2]
        parts = {
            key: getattr(connection, key)
            for key in ("scheme", "user", "password", "host", "port", "database")
        }
        reached = name in _SETTINGS and connection.variable not in variables
        if reached and _means(account, parts):
            yield Client(parts, connection.place, code=connection)


def _means(account: Account, given: Mapping[str, str]) -> bool:
    kind = given["scheme"].partition("+")[0]
    kind = {"postgres": "postgresql", "mariadb": "mysql", "rediss": "redis", "valkey": "redis"}.get(
        kind, kind
    )
    return kind == account.kind and given["host"] in _LOCAL | {account.service.id}


def _turned_away(account: Account, client: Client) -> str:
    """`user`, `password`, `port` or `database`: the first that the service does not know; empty when it knows all."""
    from regreen.project.accounts import PORTS
    from regreen.project.connections import UNKNOWN
    from regreen.workflow.expr.template import OPEN

    user, password = client.parts["user"], client.parts["password"]
    if account.no_password and password:
        return "password"
    if not account.open and user and UNKNOWN not in user + password:
        if user not in account.logins:
            return "user"
        if account.logins[user] and password != account.logins[user]:
            return "password"
    port = client.parts["port"] or PORTS.get(account.kind, "")
    local = client.parts["host"] in _LOCAL and client.parts["host"]
    if (
        local
        and account.ports
        and UNKNOWN not in port
        and OPEN not in "".join(account.ports)
        and port not in account.ports
    ):
        return "port"
    database = client.parts["database"].partition("?")[0]
    wrong = account.databases and database and UNKNOWN not in database and database not in account.databases
    return "database" if wrong and account.kind in ("postgresql", "mysql") else ""


def _login_offset(account: Account) -> int:
    for name in ("POSTGRES_USER", "POSTGRES_PASSWORD", "MYSQL_USER", "MYSQL_ROOT_PASSWORD"):
        node = account.service.at("env", name)
        if node is not None:
            return node.span.start
    return (account.service.at("image") or account.service.node).span.start


def described(found: Mismatch) -> str:
    """The mismatch in a sentence."""
    from regreen.project.accounts import PORTS

    account, client = found.account, found.client
    name = NAMES.get(account.kind, account.kind)
    where = client.place.path if client.code else f"the environment in {client.place.path}"
    if found.what == "user":
        users = " or ".join(account.logins)
        return f"The {name} service of the job {found.job.id} lets in {users}, and {where} comes as {client.parts['user']}"
    if account.no_password and found.what == "password":
        return f"The {name} service of the job {found.job.id} has no password, and {where} comes with one"
    if found.what == "password":
        return f"The {name} service of the job {found.job.id} has another password than {where}"
    if found.what == "port":
        port = client.parts["port"] or PORTS[account.kind]
        return f"The {name} service of the job {found.job.id} is at port {', '.join(account.ports)}, and {where} looks at {port}"
    return f"The {name} service of the job {found.job.id} has no database {client.parts['database']}, which {where} asks for"


def agreed(found: Mismatch, tree: Tree) -> list[Edit]:
    """The edits after which both sides say the same: the workflow's address corrected; a literal of the code read
    from the environment first, which then has the service's address.
    """
    from regreen.patch.yaml import replace_scalar

    source = tree.source(found.client.place.path)
    try:
        if found.client.node is not None:
            return replace_scalar(found.workflow.source, found.client.node.span, _url(found))
        return _from_environment(found, source) if source is not None and found.client.code else []
    except PatchError:
        return []


def _from_environment(found: Mismatch, source: Source) -> list[Edit]:
    from regreen.patch.python import read_from_environment

    connection, client = found.client.code, found.client
    if connection is None or not connection.text:
        return []
    welcome = next(
        (
            name
            for name, value in found.job.env.items()
            if any(other.node is not None and other.node.string == value for other in found.others)
        ),
        "",
    )
    variable = connection.variable or welcome or _variable(connection, found.account.kind)
    edits: list[Edit] = []
    if not connection.variable:
        edits += read_from_environment(source, client.place.line, client.place.column, variable)
    if welcome != variable:
        edits += _set(found, variable)
    return edits


def _variable(connection: Connection, kind: str) -> str:
    name = connection.name.rpartition(".")[2]
    return name if name.isupper() and name.isidentifier() else _VARIABLES.get(kind, "DATABASE_URL")


def _set(found: Mismatch, variable: str) -> list[Edit]:
    from regreen.patch.yaml import insert_key

    source, job = found.workflow.source, found.job
    path = ("jobs", job.id_node.text)
    if job.at("env") is None:
        return insert_key(source, path, "env", {variable: _url(found)}, after="runs-on")
    return insert_key(source, (*path, "env"), variable, _url(found))


def _url(found: Mismatch) -> str:
    """The client's address with what the service knows."""
    account, parts = found.account, dict(found.client.parts)
    user = parts["user"] if parts["user"] in account.logins else next(iter(account.logins), "")
    password = "" if account.no_password else account.logins.get(user, parts["password"])
    port = account.ports[0] if account.ports and parts["host"] != account.service.id else parts["port"]
    database = (
        parts["database"]
        if parts["database"] in account.databases or not account.databases
        else account.databases[0]
    )
    login = (
        f"{user}:{password}@"
        if user and password
        else f":{password}@"
        if password
        else f"{user}@"
        if user
        else ""
    )
    host = parts["host"] or "localhost"
    return f"{parts['scheme']}://{login}{host}{':' + port if port else ''}/{database}"


def one_side(
    match: Match,
    workflows: tuple[Workflow, ...],
    steps: tuple[PlacedStep, ...],
    connections: tuple[Connection, ...],
    tree: Tree,
) -> Iterable[Edit]:
    """Both sides of the mismatch that a match points at, made to agree."""
    for found in mismatches(workflows, steps, connections, tree):
        if found.client.place in match.places and found.service_place in match.places:
            return agreed(found, tree)
    return []
