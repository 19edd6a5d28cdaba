"""A test file cannot be imported, so none of its tests can run.

## Why
Whatever a test file does at import happens while pytest collects: its imports, module-level code,
decorators. One exception there and pytest stops before the first test.

## Fix
Import the file by itself; the error line says what is wrong. Move work out of the module level into
fixtures.
"""

from __future__ import annotations

from regreen.logs.statements import Statement, Statements
from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, TestFailure, Tier, normal
from regreen.rules._saying import evidence

_FILES = (".py", ".pyx", ".txt", ".rst", ".md", ".ipynb")


def uncollected(statements: Statements) -> Matches:
    """One match for each error."""
    groups: dict[object, list[Statement]] = {}
    for statement in statements.all:
        signal = statement.signal
        if isinstance(signal, TestFailure) and _is_file(signal):
            text = normal(f"{signal.error}: {signal.message}") if signal.error or signal.message else ""
            groups.setdefault((statement.place.key, text), []).append(statement)
    for members in groups.values():
        yield _match(members)


def _is_file(signal: TestFailure) -> bool:
    return signal.errored and signal.test.endswith(_FILES) and not signal.test.endswith("conftest.py")


def _match(members: list[Statement]) -> Match:
    first = members[0].signal
    assert isinstance(first, TestFailure)
    what = ": ".join(word for word in (first.error, first.message) if word) or "see the log"
    return Match(
        lines=evidence(members),
        claims=tuple(line for member in members for line in member.lines),
        count=len(members),
        data={"test": first.test, "what": what},
    )


RULE = Rule(
    id="test-collection-error",
    category=Category.TEST_ASSERTION,
    title="{test} cannot be collected: {what}",
    log=uncollected,
    key=("what",),
    explains=("test-failed", "no-tests-collected", "coverage-below-*"),
    tier=Tier.TOOL,
    fixers=(Fixer("Collect the file alone", Safety.ADVICE, commands=("pytest --collect-only '{test}'",)),),
)
