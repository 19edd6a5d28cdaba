"""`git commit` ends with an error when there is nothing to commit.

## Why
What the job writes is the same as before: no failure at all, but the exit code says otherwise.

## Fix
Commit only when something changed: `git diff --cached --quiet || git commit -m "..."`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._refused import refused

RULE = Rule(
    id="git-nothing-committed",
    category=Category.OTHER,
    title="A step commits, and nothing has changed",
    log=refused("git-nothing-to-commit"),
    tier=Tier.GENERIC,
    fixers=(
        Fixer(
            "Commit only when something changed",
            Safety.ADVICE,
            commands=("git diff --cached --quiet || git commit -m 'Update'",),
        ),
    ),
)
