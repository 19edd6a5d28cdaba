"""The migrations of the project do not form one line, or do not match the models.

## Why
Two branches each added a migration on the same parent; a migration names a revision that is not there; or a
model changed without one.

## Fix
Merge the heads (`alembic merge heads`, `makemigrations --merge`), commit the missing file, or make the
migration that the models need.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import saying

log = saying(
    r"(?P<what>Multiple head revisions are present)",
    r"(?P<what>Can't locate revision identified by '[^'\n]+')",
    r"(?P<what>Target database is not up to date)",
    r"(?P<what>Requested revision \w+ overlaps with other requested revisions)",
    r"(?P<what>Conflicting migrations detected)",
    r"(?P<what>NodeNotFoundError: Migration [\w.]+ dependencies reference nonexistent parent node)",
    r"(?P<what>InconsistentMigrationHistory)",
    r"(?P<what>New upgrade operations detected)",
    r"(?P<what>Revision \w+ (?:is present more than once|referenced from [^\n]{1,80} is not present))",
)


RULE = Rule(
    id="migrations-broken",
    category=Category.OTHER,
    title="The migrations are not in order: {what}",
    log=log,
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
        Fixer(
            "See heads and history", Safety.ADVICE, commands=("alembic heads", "alembic history --verbose")
        ),
    ),
)
