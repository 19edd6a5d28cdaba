"""A table or column is used that the database of the job does not have.

## Why
The schema was never created there, migrations did not run before the tests, a migration for a new column is
missing, or every connection to `sqlite:///:memory:` opens an empty database of its own.

## Fix
Run the migrations (or `create_all`) in the job or in a fixture, against the same URL the tests use. For
SQLite in memory share one connection (`StaticPool`).
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import Form, saying

log = saying(
    Form(r"no such table: (?P<name>[\w.\"]+)", {"what": "table"}),
    Form(r"relation \"(?P<name>[^\"\n]+)\" does not exist", {"what": "table"}),
    Form(r"Table '(?P<name>[^'\n]+)' doesn't exist", {"what": "table"}),
    Form(r"no such column: (?P<name>[\w.\"]+)", {"what": "column"}),
    Form(r"has no column named (?P<name>\w+)", {"what": "column"}),
    Form(r"column \"?(?P<name>[\w.]+)\"? (?:of relation \"[^\"\n]+\" )?does not exist", {"what": "column"}),
    Form(r"Unknown column '(?P<name>[^'\n]+)' in", {"what": "column"}),
)


RULE = Rule(
    id="table-missing",
    category=Category.SERVICE_CONNECTION,
    title="The database has no {what} {name}",
    log=log,
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
        Fixer(
            "Create the schema before the tests",
            Safety.ADVICE,
            commands=("alembic upgrade head", "python manage.py migrate"),
        ),
    ),
)
