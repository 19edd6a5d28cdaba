"""Tests are refused by the rate limiter of the application they test.

## Why
The limiter counts all requests of the test run together, since its storage outlives the single test. The
first tests pass, later ones get 429.

## Fix
Switch the limiter off in tests, or clear its storage in an autouse fixture.
"""

from __future__ import annotations

from regreen.logs.statements import Statement, Statements
from regreen.rule import Category, Fixer, Match, Matches, Pattern, Rule, Safety, TestFailure
from regreen.rules._saying import evidence

_REFUSED = Pattern(r"assert 429 ==|assert 429 in|429 != 2\d\d|where 429 = <Response|assert 2\d\d == 429")
_LEAST = 2  # one may be a test of the limiter itself


def limited(statements: Statements) -> Matches:
    """One match for a step in which several tests were refused."""
    steps: dict[tuple[int, int], list[Statement]] = {}
    for statement in statements.all:
        if isinstance(statement.signal, TestFailure) and _REFUSED.search(statement.text):
            steps.setdefault(statement.place.key, []).append(statement)
    for members in steps.values():
        if len(members) >= _LEAST:
            yield Match(
                lines=evidence(members),
                claims=tuple(line for member in members for line in member.lines),
                count=len(members),
                data={"count": str(len(members)), "code": "429"},
            )


RULE = Rule(
    id="rate-limit-in-tests",
    category=Category.TEST_ISOLATION,
    title="{count} tests were answered 429 by the application itself",
    log=limited,
    key=("code",),
    fixers=(Fixer("Switch the limiter off, or clear it, in an autouse fixture", Safety.ADVICE),),
)
