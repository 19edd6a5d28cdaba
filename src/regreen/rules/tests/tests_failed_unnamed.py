"""A test runner counted failures, but the log names none of them.

## Why
The output was cut, or the runner was told to print totals only (`-q --no-summary`, `--tb=no`).

## Fix
Let the runner name what failed: `pytest -ra` prints a summary of every test that did not pass.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Signals, TestFailure, TestTotals, Tier


def totals(signals: Signals) -> Matches:
    """The closing line of a step in which no failure is named."""
    named = {signals.place(failure.line).key for failure in signals.of(TestFailure)}
    for total in signals.of(TestTotals):
        failed = total.failed + total.errors
        if failed and signals.place(total.line).key not in named:
            yield Match(lines=(total.line,), count=failed, data={"tool": total.tool, "failed": str(failed)})


RULE = Rule(
    id="tests-failed-unnamed",
    category=Category.TEST_ASSERTION,
    title="{tool} counts {failed} failures and names none",
    log=totals,
    key=("tool",),
    explains=("coverage-below-*",),
    tier=Tier.TOOL,
    fixers=(Fixer("Let the runner name what failed", Safety.ADVICE, commands=("pytest -ra",)),),
)
