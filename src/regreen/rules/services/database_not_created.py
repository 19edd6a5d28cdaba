"""The database server is there, but not the database or role that is asked for.

## Why
The service creates only the database named by `POSTGRES_DB` (or `MYSQL_DATABASE`), by default one called
like the user. The settings ask for another.

## Fix
Name the same database in the service and in the settings, or create it in a step (`createdb`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.logs.statements import Statements
from regreen.rule import Category, Fixer, Match, Matches, Refusal, Rule, Safety, Severity, Signals
from regreen.rules._credentials import described, mismatches, one_side
from regreen.rules._saying import Form, saying

if TYPE_CHECKING:
    from regreen.project.connections import Connection
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Workflow
    from regreen.workflow.scripts import PlacedStep

_raised = saying(
    r"(?P<what>database|role) \"(?P<name>[^\"\n]+)\" does not exist",
    Form(r"Unknown database '(?P<name>[^'\n]+)'", {"what": "database"}),
    Form(r"Cannot open database \"(?P<name>[^\"\n]+)\"", {"what": "database"}),
    Form(r"schema \"(?P<name>[^\"\n]+)\" does not exist", {"what": "schema"}),
    Form(r"type \"(?P<name>vector|citext|hstore|geometry)\" does not exist", {"what": "extension"}),
    Form(r"extension \"(?P<name>[^\"\n]+)\" is not available", {"what": "extension"}),
)


def absent(statements: Statements, signals: Signals) -> Matches:
    """What drivers and clients were told."""
    yield from _raised(statements)
    spoken = {statement.place.key for statement in statements.all}
    for refusal in signals.of(Refusal):
        if refusal.kind == "service-database" and signals.place(refusal.line).key not in spoken:
            yield Match(lines=refusal.lines, data={"what": refusal.detail["what"], "name": refusal.subject})


def unmade(
    workflows: tuple[Workflow, ...],
    steps: tuple[PlacedStep, ...],
    connections: tuple[Connection, ...],
    tree: Tree,
) -> Matches:
    """One match for each address that asks a service of its job for a database which that does not make."""
    for found in mismatches(workflows, steps, connections, tree):
        if found.what == "database":
            yield Match(
                places=found.places,
                data={"what": "database", "name": found.client.parts["database"]},
                severity=Severity.WARNING,
                title=described(found),
            )


RULE = Rule(
    id="database-not-created",
    category=Category.SERVICE_CONNECTION,
    title="The {what} {name} does not exist",
    log=absent,
    find=unmade,
    key=("what", "name"),
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
        "table-missing",
    ),
    fixers=(
        Fixer("Let both sides name the same database", Safety.UNSAFE, one_side),
        Fixer(
            "Create it before the tests",
            Safety.ADVICE,
            commands=("createdb -h localhost -U postgres {name}",),
        ),
    ),
)
