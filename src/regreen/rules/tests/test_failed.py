"""Tests ran and failed, and nothing more specific explains it.

Failures that raise the same error with the same message, or the same error in the same place, are one cause,
however many tests show it.

## Why
The code does not do what the test expects, or the test expects what is no longer true. The error line and the
place that raised it are the evidence; the same message in many tests nearly always has one reason.

## Fix
Read the error line first. Run that one test locally with the command shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from regreen.rule import (
    Category,
    Fixer,
    Line,
    Match,
    Rule,
    Safety,
    Signals,
    TestFailure,
    TestTotals,
    Tier,
    Verdict,
    normal,
)

SHOWN = 5
_FILES = (".py", ".pyx", ".txt", ".rst", ".md", ".ipynb")


def failures(signals: Signals) -> Iterator[Match]:
    """One match for each error of each step, the most frequent first."""
    totals = {signals.place(one.line).key: one.line for one in signals.of(Verdict) if _counts(one)}
    totals |= {signals.place(one.line).key: one.line for one in signals.of(TestTotals) if not one.good}
    steps: dict[tuple[int, int], list[TestFailure]] = {}
    for failure in signals.of(TestFailure):
        if not (failure.errored and failure.test.endswith(_FILES)):  # else it was never collected
            steps.setdefault(signals.place(failure.line).key, []).append(failure)
    for key, members in steps.items():
        told = [failure for failure in members if failure.error or failure.message]
        clusters = sorted(_clusters(told or members), key=len, reverse=True)
        silent = [failure for failure in members if told and not (failure.error or failure.message)]
        for i, cluster in enumerate(clusters):
            yield _match(cluster, silent if i == 0 else [], totals.get(key))


def _counts(verdict: Verdict) -> bool:
    return verdict.category is Category.TEST_ASSERTION and not verdict.ok and not verdict.subject


def _clusters(failures: list[TestFailure]) -> list[list[TestFailure]]:
    by_message: dict[tuple[object, ...], list[TestFailure]] = {}
    by_place: dict[tuple[object, ...], tuple[object, ...]] = {}
    for failure in failures:
        said = failure.message or (failure.error and f"{failure.path}:{failure.row}") or failure.test
        key: tuple[object, ...] = (failure.error, normal(said))
        if failure.row:
            key = by_place.setdefault((failure.error, failure.path, failure.row), key)
        by_message.setdefault(key, []).append(failure)
    return list(by_message.values())


def _match(members: list[TestFailure], silent: list[TestFailure], totals: Line | None) -> Match:
    """`silent` are further failures of the step whose reason was cut off."""
    first = members[0]
    known = min(members, key=lambda failure: failure.test)  # whatever order they ran in
    claims = tuple(line for failure in (*members, *silent) for line in failure.lines)
    what = (
        f"{first.error}: {first.message}" if first.error and first.message else first.error or first.message
    )
    tests = (
        f"{first.test} fails" if len(members) == 1 else f"{len(members)} tests fail alike, {first.test} first"
    )
    return Match(
        lines=_evidence(members, totals),
        claims=claims,
        count=len(members),
        data={"error": known.error, "message": known.message, "test": known.test},
        title=f"{tests}: {what}" if what else tests,
    )


def _evidence(members: list[TestFailure], totals: Line | None) -> tuple[Line, ...]:
    """The error and its place, where the test is named, others that fail alike, and the closing line."""
    first = members[0]
    named = [line for line in first.also if first.test in line.text]
    others = [failure.line for failure in members[1:3]]
    last = [totals] if totals is not None else []
    lines = dict.fromkeys((first.line, *first.also[:1], *named[-1:], *others))
    return (*tuple(lines)[: SHOWN - len(last)], *last)


RULE = Rule(
    id="test-failed",
    category=Category.TEST_ASSERTION,
    title="{test} fails",
    log=failures,
    key=("error", "message", "test"),
    explains=("coverage-below-*",),
    tier=Tier.TOOL,
    fixers=(Fixer("Run the test alone", Safety.ADVICE, commands=("pytest '{test}'",)),),
)
