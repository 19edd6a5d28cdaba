"""A Python program ended with an exception that nothing caught.

## Why
The last traceback before the end of a failing step is what ended the program, unless a tool with a verdict of its
own (a test runner, a linter) ran there.

## Fix
Start at the innermost frame that belongs to the project.
"""

from __future__ import annotations

from regreen.logs.words import statements
from regreen.rule import Category, Match, Matches, Rule, Signals, Tier

AT_END = 12  # lines a program may still print after its last traceback


def uncaught(signals: Signals) -> Matches:
    """The traceback that stands at the end of a step."""
    for tail in signals.tails:
        raised = signals.last_raised.get(tail.place.key)
        if raised and raised.line.number >= tail.lines[0].number and tail.distance(raised.line) <= AT_END:
            data = {"error": raised.error, "message": raised.message}
            after = [s.line for s in statements(tail.lines) if s.line.number > raised.line.number]
            lines = tuple(dict.fromkeys((*raised.lines[:3], *after[-1:])))
            yield Match(lines=lines, data=data, category=_CATEGORIES.get(raised.error))


_CATEGORIES = {
    "AssertionError": Category.TEST_ASSERTION,
    "ConnectionRefusedError": Category.SERVICE_CONNECTION,
    "FileNotFoundError": Category.MISSING_FILE,
    "ImportError": Category.MISSING_MODULE,
    "MemoryError": Category.OUT_OF_MEMORY,
    "ModuleNotFoundError": Category.MISSING_MODULE,
    "TimeoutError": Category.TEST_TIMEOUT,
    "TimeoutExpired": Category.TEST_TIMEOUT,
}

RULE = Rule(
    id="uncaught-exception",
    category=Category.OTHER,
    title="{error}: {message}",
    log=uncaught,
    key=("error", "message"),
    tier=Tier.GENERIC,
)
