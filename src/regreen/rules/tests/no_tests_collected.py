"""The test runner ran no test at all, which counts as a failure.

## Why
No file or name matches the patterns (`test_*.py`), `-k`, `-m` or the path leaves nothing over, or the tests
were never committed. pytest then ends with exit code 5.

## Fix
Run `pytest --collect-only` in the folder of the step. Where it is right that nothing matches, say so in the
workflow instead of hiding other failures.
"""

from __future__ import annotations

from regreen.rule import (
    Category,
    Fixer,
    Match,
    Matches,
    Refusal,
    Rule,
    Safety,
    Signals,
    TestFailure,
    TestTotals,
    Tier,
)

_CODE = 5  # pytest's exit code for it


def none(signals: Signals) -> Matches:
    """The closing line of a step in which no test ran and nothing else is told."""
    told = {signals.place(one.line).key for one in (*signals.of(TestFailure), *signals.of(Refusal))}
    for total in signals.of(TestTotals):
        place = signals.place(total.line)
        empty = place.key not in told and not (total.ran or total.skipped)
        if empty and (total.tool != "pytest" or place.step.exit_code in (None, _CODE)):
            yield Match(lines=(total.line,), data={"tool": total.tool})


RULE = Rule(
    id="no-tests-collected",
    category=Category.OTHER,
    title="{tool} found no test to run",
    log=none,
    explains=("coverage-below-*",),
    tier=Tier.TOOL,
    fixers=(Fixer("See what would be collected", Safety.ADVICE, commands=("pytest --collect-only -q",)),),
)
