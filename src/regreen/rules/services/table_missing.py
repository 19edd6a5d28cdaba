"""A table or column is used that the database of the job does not have.

## Why
The schema was never created there, migrations did not run before the tests, a migration for a new column is
missing, or every connection to `sqlite:///:memory:` opens an empty database of its own.

## Fix
Run the migrations (or `create_all`) in the job or in a fixture, against the same URL the tests use. For
SQLite in memory share one connection (`StaticPool`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import unique
from regreen.rules._saying import Form, saying

if TYPE_CHECKING:
    from regreen.project.imported import Imported
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.tree import Tree

_MADE = re.compile(
    r"create_all|upgrade\(|alembic|migrate|create_tables|init_db|CREATE TABLE|create table|executescript|pytest_django|"
    r"testcontainers|init_models|setup_database|create_database|\.sql\b|metadata\.create"
)
_USED = re.compile(r"^(?:from|import) (?:sqlalchemy|asyncpg|psycopg2?|databases|sqlmodel)\b", re.MULTILINE)

log = saying(
    Form(r"no such table: (?P<name>[\w.\"]+)", {"what": "table"}),
    Form(r"relation \"(?P<name>[^\"\n]+)\" does not exist", {"what": "table"}),
    Form(r"Table '(?P<name>[^'\n]+)' doesn't exist", {"what": "table"}),
    Form(r"no such column: (?P<name>[\w.\"]+)", {"what": "column"}),
    Form(r"has no column named (?P<name>\w+)", {"what": "column"}),
    Form(r"column \"?(?P<name>[\w.]+)\"? (?:of relation \"[^\"\n]+\" )?does not exist", {"what": "column"}),
    Form(r"Unknown column '(?P<name>[^'\n]+)' in", {"what": "column"}),
)


def never_made(imported: Imported, tree: Tree) -> Matches:
    """One match for each job with a database of its own, migrations in the repository, and nothing that runs them."""
    from regreen.project.accounts import accounts
    from regreen.project.place import at

    configs = [path for path in tree.names.get("alembic.ini", ()) if path.count("/") <= 1]
    seen: set[tuple[str, str]] = set()
    for run, call in imported.test_calls() if configs else ():
        key = (run.workflow.path, run.job.id)
        database = next((item for item in accounts(run.job) if item.kind in ("postgresql", "mysql")), None)
        if key in seen or database is None:
            continue
        seen.add(key)
        scripts = "\n".join(f"{step.uses} {step.run}" for step in run.job.steps)
        called = [
            item for item in run.calls if item.program in ("alembic", "make") or "alembic" in item.arguments
        ]
        texts = [tree.text(use.path) or "" for use in imported.of_run(run)]
        if _MADE.search(scripts) or called or any(_MADE.search(text) for text in texts):
            continue
        if any(_USED.search(text) for text in texts):
            image = database.service.at("image") or database.service.node
            yield Match(
                places=unique((call.place, at(run.workflow.source, image.span.start))),
                data={"what": "table of", "name": configs[0]},
                severity=Severity.WARNING,
                title=f"The database of the job {run.job.id} is empty: nothing runs the migrations of {configs[0]} "
                "before its tests",
            )


def migrated(match: Match, imported: Imported, lacking: Lacking) -> list[Edit]:
    """The migrations in a step before the tests, started as these are; nothing where the job lacks Alembic, or only
    the step of the tests knows the database.
    """
    from regreen.rules._steps import step_before

    for run, call in imported.test_calls() if not match.lines else ():
        steps = [
            step
            for step in run.job.steps
            if (node := step.at("run")) is not None
            and call.place.path == run.workflow.path
            and run.workflow.source.position(node.span.start)[0] <= call.place.line
        ]
        held = lacking.holdings.closure(call.environments[0]).names if call.environments else frozenset()
        if call.place != match.places[0] or not steps or steps[-1].env or "alembic" not in held:
            continue
        folder = match.data["name"].rpartition("/")[0]
        prefix = f"{call.launcher} " if call.launcher else ""
        rows = ["name: Create the schema", f"run: {prefix}alembic upgrade head"]
        return step_before(
            run.workflow,
            run.job,
            steps[-1].index,
            [*rows, *([f"working-directory: {folder}"] if folder else [])],
        )
    return []


RULE = Rule(
    id="table-missing",
    category=Category.SERVICE_CONNECTION,
    title="The database has no {what} {name}",
    log=log,
    find=never_made,
    key=("what", "name"),
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
    ),
    fixers=(
        Fixer("Run the migrations before the tests", Safety.UNSAFE, migrated),
        Fixer(
            "Create the schema before the tests",
            Safety.ADVICE,
            commands=("alembic upgrade head", "python manage.py migrate"),
        ),
    ),
)
