"""A database, cache or broker answers and refuses the user or password.

## Why
The credentials of the service container (`POSTGRES_USER`, `POSTGRES_PASSWORD`) and those the tests use
differ: a default in `conftest.py` or in the settings wins over the job's `env`, or only one of the two was
changed.

## Fix
Use one set: define user, password and database once in the job's `env`, give them to the service, and let
tests read the variables instead of literals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.logs.statements import Statements
from regreen.model.errors import PatchError
from regreen.rule import (
    Category,
    Edit,
    Fixer,
    Match,
    Matches,
    Refusal,
    Rule,
    Safety,
    Severity,
    Signals,
    TestFailure,
)
from regreen.rules._credentials import NAMES, described, mismatches, one_side
from regreen.rules._saying import Form, saying

if TYPE_CHECKING:
    from regreen.project.connections import Connection
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Workflow
    from regreen.workflow.scripts import PlacedStep

_FORMS = (
    Form(r"authentication failed for user \"(?P<user>[^\"\n]+)\"", {"service": "PostgreSQL"}),
    Form(
        r"InvalidPasswordError|fe_sendauth: no password supplied|InvalidAuthorizationSpecificationError",
        {"service": "PostgreSQL"},
    ),
    Form(r"Access denied for user '(?P<user>[^'\n]*)'@", {"service": "MySQL"}),
    Form(
        r"NOAUTH Authentication required|WRONGPASS |invalid username-password pair|AUTH <password> called without any password",
        {"service": "Redis"},
    ),
    Form(
        r"Authentication failed\.[^\n]*'code': 18|(?:SCRAM|MongoDB)[^\n]*[Aa]uthentication failed|bad auth : ",
        {"service": "MongoDB"},
    ),
    Form(r"ACCESS_REFUSED - Login was refused|ProbableAuthenticationError", {"service": "RabbitMQ"}),
    Form(r"Login failed for user '(?P<user>[^'\n]*)'", {"service": "SQL Server"}),
)
_raised = saying(
    *_FORMS, judge=lambda _, data: {"service": data["service"], "user": _by(data.get("user", ""))}
)


def _by(user: str) -> str:
    return f" of {user}" if user else ""


def refused(statements: Statements, signals: Signals) -> Matches:
    """What drivers and clients were told."""
    yield from _raised(statements)
    tested = {signals.place(failure.line).key for failure in signals.of(TestFailure)}
    spoken = {statement.place.key for statement in statements.all}
    for refusal in signals.of(Refusal):
        key = signals.place(refusal.line).key
        if refusal.kind == "service-login" and key not in tested | spoken:
            service = (
                "MySQL" if "28000" in refusal.text else "PostgreSQL" if "FATAL" in refusal.text else "Redis"
            )
            yield Match(lines=refusal.lines, data={"service": service, "user": _by(refusal.subject)})


def disagreeing(
    workflows: tuple[Workflow, ...],
    steps: tuple[PlacedStep, ...],
    connections: tuple[Connection, ...],
    tree: Tree,
) -> Matches:
    """One match for each address that comes with credentials which the job's service does not know."""
    for found in mismatches(workflows, steps, connections, tree):
        if found.what in ("user", "password"):
            user = found.client.parts["user"]
            yield Match(
                places=found.places,
                data={"service": NAMES.get(found.account.kind, found.account.kind), "user": _by(user)},
                severity=found.severity,
                title=described(found),
            )


def strange(workflows: tuple[Workflow, ...]) -> Matches:
    """Users and passwords in variables of their own that the job's service does not know."""
    from regreen.project.service_clients import place_of, strangers

    for workflow in workflows:
        for job in workflow.jobs:
            for item in strangers(workflow, job):
                name = NAMES.get(item.account.kind, item.account.kind)
                lets = f"has the {item.part} {item.wanted}" if item.wanted else "has no password"
                yield Match(
                    places=(item.given.place, place_of(item.account, workflow)),
                    data={"service": name, "user": f" with {item.given.name}"},
                    severity=Severity.WARNING,
                    title=f"The {name} service of the job {job.id} {lets}, and {item.given.name} is another",
                )


def refused_by_repository(
    workflows: tuple[Workflow, ...],
    steps: tuple[PlacedStep, ...],
    connections: tuple[Connection, ...],
    tree: Tree,
) -> Matches:
    """Addresses and single variables with credentials which the job's service does not know."""
    yield from disagreeing(workflows, steps, connections, tree)
    yield from strange(workflows)


def known(match: Match, workflows: tuple[Workflow, ...]) -> list[Edit]:
    """The value that the service knows."""
    from regreen.patch.yaml import replace_scalar
    from regreen.project.service_clients import strangers

    for workflow in workflows:
        for job in workflow.jobs:
            for item in strangers(workflow, job) if job.services else ():
                if item.given.place == match.places[0] and item.given.node is not None and item.wanted:
                    try:
                        return replace_scalar(workflow.source, item.given.node.span, item.wanted)
                    except PatchError:
                        return []
    return []


RULE = Rule(
    id="service-login-refused",
    category=Category.SERVICE_CONNECTION,
    title="{service} refuses the login{user}",
    log=refused,
    find=refused_by_repository,
    key=("service", "user"),
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
        "table-missing",
        "event-loop-misused",
    ),
    fixers=(
        Fixer("Let both sides use the same credentials, the environment first", Safety.UNSAFE, one_side),
        Fixer("Use the credentials of the service", Safety.UNSAFE, known),
        Fixer(
            "Compare the service's environment with the settings of the tests",
            Safety.ADVICE,
            commands=("git grep -nE 'POSTGRES_|DATABASE_URL|REDIS_URL'",),
        ),
    ),
)
