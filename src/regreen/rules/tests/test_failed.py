"""Tests ran and failed, and nothing more specific explains it.

Failures that raise the same error with the same message are one cause, however many tests show it.

## Why
The code does not do what the test expects, or the test expects what is no longer true. The error line and the
place that raised it are the evidence; the same message in many tests nearly always has one reason.

## Fix
Read the error line first. Run that one test locally with the command shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from regreen.rule import Category, Fixer, Line, Match, Rule, Safety, Signals, TestFailure, Tier, normal


def failures(signals: Signals) -> Iterator[Match]:
    """One match for each error message of each step, the most frequent first."""
    clusters: dict[tuple[object, ...], list[TestFailure]] = {}
    for failure in signals.of(TestFailure):
        text = normal(failure.message or failure.line.text)
        clusters.setdefault((signals.place(failure.line).key, failure.error, text), []).append(failure)
    for members in clusters.values():
        yield _match(members)


def _match(members: list[TestFailure]) -> Match:
    first = members[0]
    claims = tuple(line for failure in members for line in failure.lines)
    shown: list[Line] = list(first.lines[:3])
    shown += [failure.line for failure in members[1:3]]
    what = (
        f"{first.error}: {first.message}" if first.error and first.message else first.error or first.message
    )
    tests = (
        f"{first.test} fails" if len(members) == 1 else f"{len(members)} tests fail alike, {first.test} first"
    )
    return Match(
        lines=tuple(shown[:5]),
        claims=claims,
        count=len(members),
        data={"error": first.error, "message": first.message, "test": first.test},
        title=f"{tests}: {what}" if what else tests,
    )


RULE = Rule(
    id="test-failed",
    category=Category.TEST_ASSERTION,
    title="{test} fails",
    log=failures,
    key=("error", "message", "test"),
    explains=("coverage-below-threshold",),
    tier=Tier.TOOL,
    fixers=(Fixer("Run the test alone", Safety.ADVICE, commands=("pytest '{test}'",)),),
)
