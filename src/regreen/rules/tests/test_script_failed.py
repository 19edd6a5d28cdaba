"""A test script of the project reports tests that failed.

## Why
The script runs tests in its own way; its own summary names what failed, and the exceptions are printed on
the way.

## Fix
Start at the first failing test it names. A known runner (pytest) in its place gives better answers.
"""

from __future__ import annotations

from regreen.rule import (
    Category,
    Fixer,
    Match,
    Matches,
    Raised,
    Rule,
    Safety,
    Signals,
    TestFailure,
    Tier,
    Verdict,
)

_NEAR = 80  # lines around its mark in which a test's exception stands


def failed(signals: Signals) -> Matches:
    """One match for each step that no known runner explains."""
    known = {signals.place(failure.line).key for failure in signals.of(TestFailure)}
    steps: dict[tuple[int, int], list[Verdict]] = {}
    for verdict in signals.of(Verdict):
        key = signals.place(verdict.line).key
        if verdict.tool == "test script" and key not in known:
            steps.setdefault(key, []).append(verdict)
    for key, members in steps.items():
        yield _match(members, [r for r in signals.of(Raised) if signals.place(r.line).key == key])


def _match(members: list[Verdict], raised: list[Raised]) -> Match:
    named = [verdict for verdict in members if verdict.subject]
    counted = [verdict for verdict in members if not verdict.subject]
    first = (named or counted)[0]
    near = [one for one in raised if abs(one.line.number - first.line.number) <= _NEAR]
    lines = [
        first.line,
        *(one.line for one in near[-1:]),
        *(v.line for v in named[1:3]),
        *(v.line for v in counted[-1:]),
    ]
    what = f"{first.subject} fails" if first.subject else first.text
    return Match(
        lines=tuple(dict.fromkeys(lines))[:5],
        claims=tuple(dict.fromkeys((*(v.line for v in members), *(one.line for one in near[-1:])))),
        count=max(len({v.subject for v in named}), counted[-1].count if counted else 1),
        data={"test": first.subject, "what": what},
    )


RULE = Rule(
    id="test-script-failed",
    category=Category.TEST_ASSERTION,
    title="{what}",
    log=failed,
    key=("test",),
    explains=("coverage-below-*", "step-error"),
    tier=Tier.GENERIC,
    fixers=(Fixer("Run the script alone", Safety.ADVICE),),
)
