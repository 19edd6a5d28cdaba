"""The tests cover less of the code than the project asks for.

## Why
New code came without tests, tests were removed or skipped, or the measurement changed (another `source`,
subprocesses, branches). Where tests failed in the same job, that is the reason and this a symptom.

## Fix
`coverage report --show-missing --skip-covered` names the lines. Write tests for what the change added;
lowering the threshold hides it.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Signals, Tier, Verdict


def below(signals: Signals) -> Matches:
    """One match for each step."""
    steps: dict[tuple[int, int], list[Verdict]] = {}
    for verdict in signals.of(Verdict):
        if verdict.tool == "coverage" and not verdict.ok:
            steps.setdefault(signals.place(verdict.line).key, []).append(verdict)
    for members in steps.values():
        lines = tuple(verdict.line for verdict in reversed(members))
        yield Match(
            lines=lines[:5], claims=lines, data={"wanted": members[-1].subject, "text": members[-1].text}
        )


RULE = Rule(
    id="coverage-below-threshold",
    category=Category.COVERAGE_THRESHOLD,
    title="Coverage is below the threshold: {text}",
    log=below,
    key=("wanted",),
    tier=Tier.TOOL,
    fixers=(
        Fixer(
            "See which lines no test reaches",
            Safety.ADVICE,
            commands=("coverage report --show-missing --skip-covered",),
        ),
    ),
)
