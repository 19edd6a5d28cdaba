"""A Python program ended with an exception that nothing caught.

## Why
The last traceback before the end of a failing step is what ended the program, unless a tool with a verdict of its
own (a test runner, a linter) ran there.

## Fix
Start at the innermost frame that belongs to the project.
"""

from __future__ import annotations

from regreen.rule import Category, Match, Matches, Raised, Rule, Signals, Tier


def uncaught(signals: Signals) -> Matches:
    """The last traceback of each step."""
    last: dict[tuple[int, int], Raised] = {}
    for raised in signals.of(Raised):
        last[signals.place(raised.line).key] = raised
    for raised in last.values():
        data = {"error": raised.error, "message": raised.message}
        yield Match(lines=raised.lines[:5], data=data)


RULE = Rule(
    id="uncaught-exception",
    category=Category.OTHER,
    title="{error}: {message}",
    log=uncaught,
    key=("error", "message"),
    tier=Tier.GENERIC,
)
