"""A conftest.py cannot be imported, so pytest ends before it collects anything.

## Why
pytest imports every conftest.py on the way to the tests. Its imports and module-level code need the same
environment as the tests.

## Fix
The error line says what is wrong in it. Keep heavy imports inside fixtures, and set environment variables
before importing the application.
"""

from __future__ import annotations

from regreen.logs.statements import Statements
from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, TestFailure, Tier


def unimported(statements: Statements) -> Matches:
    """One match for each conftest."""
    for statement in statements.all:
        signal = statement.signal
        if isinstance(signal, TestFailure) and signal.errored and signal.test.endswith("conftest.py"):
            what = ": ".join(word for word in (signal.error, signal.message) if word) or "see the log"
            data = {"test": signal.test, "what": what}
            yield Match(lines=signal.lines[:5], claims=signal.lines, data=data)


RULE = Rule(
    id="conftest-import-error",
    category=Category.TEST_ASSERTION,
    title="{test} cannot be imported: {what}",
    log=unimported,
    key=("what",),
    explains=("test-failed", "no-tests-collected", "coverage-below-*"),
    tier=Tier.TOOL,
    fixers=(Fixer("Import it alone", Safety.ADVICE, commands=("pytest --collect-only -q",)),),
)
