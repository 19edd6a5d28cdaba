"""What a test produced differs from the snapshot that was stored.

## Why
The output changed, on purpose or not; or it holds something that differs between machines (paths, times,
versions, sorting).

## Fix
Look at the difference. If it is wanted, update the snapshots locally and commit them; what differs between
machines belongs out of the snapshot.
"""

from __future__ import annotations

from regreen.logs.statements import Statements
from regreen.rule import Category, Fixer, Match, Matches, Pattern, Rule, Safety, TestFailure

_DIFFERS = Pattern(
    r"\[\+ received\] == \[- snapshot\]|Snapshot `[^`\n]+` mismatched|toMatch(?:Inline)?Snapshot\("
    r"|does not match (?:the )?(?:stored )?snapshot|toHaveScreenshot\(|A snapshot doesn't exist at"
    r"|Snapshot '[^'\n]+' does not exist|value does not match the expected value in snapshot"
)


def differs(statements: Statements) -> Matches:
    """One match for each test."""
    for statement in statements.all:
        if isinstance(statement.signal, TestFailure) and _DIFFERS.search(statement.text):
            yield Match(
                lines=statement.lines[:5], claims=statement.lines, data={"test": statement.signal.test}
            )


RULE = Rule(
    id="snapshot-mismatch",
    category=Category.TEST_ASSERTION,
    title="The snapshot of {test} differs",
    log=differs,
    explains=("test-failed", "tests-failed-unnamed", "coverage-below-*"),
    fixers=(
        Fixer(
            "Update the snapshots if the difference is wanted",
            Safety.ADVICE,
            commands=("pytest --snapshot-update",),
        ),
    ),
)
