"""A pull, merge, rebase or checkout would lose changes, or cannot combine them.

## Why
The working copy (often on a server that a job deploys to) was changed by hand or by an earlier step, or both
sides changed the same lines.

## Fix
Deploy into a clean checkout (`git fetch` and `git reset --hard origin/main` where nothing is edited by hand);
commit generated files before pulling; resolve conflicts in a pull request.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="git-cannot-merge",
    category=Category.OTHER,
    title="git cannot bring the changes together",
    log=refused("git-local-changes", "git-merge-conflict", together=True),
    key=("text",),
    explains=("step-error", "git-nothing-committed", "pathspec-missing"),
    fixers=(
        Fixer("Work on a clean checkout, or commit what earlier steps wrote before pulling", Safety.ADVICE),
    ),
)
