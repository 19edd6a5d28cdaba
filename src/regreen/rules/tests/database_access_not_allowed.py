"""A Django test uses the database without asking for it.

## Why
pytest-django blocks the database unless a test has the mark, or a fixture that implies it.

## Fix
Mark the test with `@pytest.mark.django_db`, or let the fixture that needs the database ask for `db`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import saying

log = saying(
    r"Database access not allowed, use the \"(?P<mark>django_db)\" mark",
    r"Database (?:queries|connections) to '(?P<mark>\w+)' are not allowed",
)


RULE = Rule(
    id="database-access-not-allowed",
    category=Category.TEST_ASSERTION,
    title="A test uses the database without the django_db mark",
    log=log,
    explains=("test-failed", "tests-failed-unnamed", "coverage-below-*"),
    fixers=(Fixer("Mark the test", Safety.ADVICE),),
)
