"""A step failed without a word that sounds like a failure; its last lines are shown.

## Why
The program ended silently, its output went to a file, or its message is one that nobody knows yet.

## Fix
Let the step say more: no redirection of output, `set -x` in a script, `-v` for a tool.
"""

from __future__ import annotations

from regreen.logs.words import statements
from regreen.rule import Category, Match, Matches, Outcome, Rule, Tail, Tier, normal

SHOWN = 3


def last_words(tails: tuple[Tail, ...]) -> Matches:
    """The last lines of failing steps that state no failure."""
    for tail in tails:
        failed = tail.place.step.outcome in (Outcome.FAILURE, Outcome.TIMED_OUT)
        lines = [line for line in tail.lines if line.text.strip() and not line.text.startswith("##[")]
        if failed and lines and not statements(tail.lines):
            shown = tuple(reversed(lines[-SHOWN:]))
            yield Match(lines=shown, data={"message": normal(shown[0].text)})


RULE = Rule(
    id="step-tail",
    category=Category.OTHER,
    title="The step failed; its last words were: {message}",
    log=last_words,
    key=("message",),
    fallback=True,
    tier=Tier.TAIL,
)
