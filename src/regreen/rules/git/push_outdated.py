"""The remote branch (or tag) has commits that the job's copy does not have.

## Why
Two runs push to one branch, or somebody pushed while the job ran. A tag that exists already is refused in the
same words.

## Fix
Let only one run push (`concurrency:`), and fetch and rebase right before the push. Never force.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="push-outdated",
    category=Category.OTHER,
    title="The branch moved on before the push: {subject}",
    log=refused("push-outdated"),
    key=("subject",),
    explains=("step-error",),
    fixers=(
        Fixer(
            "Serialise the runs with `concurrency:`, and rebase before the push",
            Safety.ADVICE,
            commands=("git pull --rebase", "git push"),
        ),
    ),
)
