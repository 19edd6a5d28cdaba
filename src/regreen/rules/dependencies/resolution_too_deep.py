"""pip's resolver ran out of attempts.

## Why
Requirements without lower bounds let the resolver try every old release of every distribution. After some
hundred thousand attempts, often many minutes, it stops. The last distributions it went through show where it
was lost.

## Fix
Give the distributions it tried again and again a lower bound, or install from a lock file: `uv pip compile`
solves most such sets in seconds.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="resolution-too-deep",
    category=Category.DEPENDENCY_RESOLUTION,
    title="pip gave up: the requirements are too open to be solved",
    log=refused("resolution-too-deep", tolerated=True),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Lock the requirements once and install the lock",
            Safety.ADVICE,
            commands=("uv pip compile requirements.in -o requirements.txt",),
        ),
    ),
)
