"""A test took longer than it may.

## Why
The test waits for something that does not come (a server, a lock, an event), or is slower on the runner
than the limit allows.

## Fix
Look where it stood: the stack under the message. Wait for the condition itself instead of a fixed time, and
give I/O its own, shorter timeouts.
"""

from __future__ import annotations

from regreen.logs.statements import Statements
from regreen.rule import Category, Fixer, Match, Matches, Pattern, Refusal, Rule, Safety, Signals, TestFailure

_LIMIT = Pattern(
    r"Failed: Timeout \(?>|Timeout >\d|Test timeout of \d+ ?ms exceeded|Exceeded timeout of \d+ ?ms for a"
    r"|(?:Test|Hook) timed out in \d+ ?ms|Timeout of \d+ ?ms exceeded|[Tt]est timed out after"
    r"|FunctionTimedOut|TimeoutError: (?:Page\.|Locator\.|page\.|locator\.)?[\w.]*:? ?Timeout \d+ms exceeded"
)


def late(signals: Signals, statements: Statements) -> Matches:
    """One match for each test."""
    for statement in statements.all:
        if isinstance(statement.signal, TestFailure) and _LIMIT.search(statement.text):
            yield Match(
                lines=statement.lines[:5], claims=statement.lines, data={"test": statement.signal.test}
            )
    for refusal in signals.of(Refusal):
        if refusal.category is Category.TEST_TIMEOUT and refusal.kind in ("timeout", "faulthandler-timeout"):
            yield Match(lines=refusal.lines[:5], data={"test": refusal.subject or "A test"})


RULE = Rule(
    id="test-timed-out",
    category=Category.TEST_TIMEOUT,
    title="{test} ran into its time limit",
    log=late,
    explains=("test-failed", "tests-failed-unnamed", "coverage-below-*", "step-timed-out"),
    fixers=(
        Fixer(
            "See where it stands while it waits",
            Safety.ADVICE,
            commands=("pytest -o faulthandler_timeout=30 '{test}'",),
        ),
    ),
)
