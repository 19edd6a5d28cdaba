"""A step said nothing for longer than `regreen run --silence` allows, and was ended.

## Why
A call waits for something that never comes, or all tests are done and the process does not end: a thread that
is not a daemon, an event loop, a pool or a connection that nobody closes. Where the stacks of its threads could
be had, the message names the place.

## Fix
Close what keeps the process alive where it was opened: end the fixture with `yield` and a clean-up, join threads or
make them daemons, give waiting calls a time limit.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Said

RULE = Rule(
    id="step-fell-silent",
    category=Category.HANG,
    title="Nothing moved any more: {culprit}",
    log=(
        Said(
            r"^##\[error\]The step said nothing for [\d.]{1,12} seconds and was ended: (?P<culprit>.+)$",
            "The step said nothing for",
        ),
        Said(
            r"^##\[error\]The step said nothing for (?P<culprit>[\d.]{1,12} seconds) and was ended$",
            "The step said nothing for",
        ),
    ),
    key=("culprit",),
    explains=("step-hung", "step-exit-code", "program-crashed", "step-error"),
    fixers=(
        Fixer(
            "See where each thread stands while it waits",
            Safety.ADVICE,
            commands=("py-spy dump --pid $(pgrep -n python)",),
        ),
    ),
)
