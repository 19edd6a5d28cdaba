"""A branch, tag, commit or submodule is not in the repository, or not in the job's copy of it.

## Why
Checkout fetches a single commit: other branches, tags and older commits are not there. Or a pinned commit was
rewritten, a branch deleted, a submodule added without `.gitmodules`.

## Fix
Check out with `fetch-depth: 0`, fetch the reference, or pin one that exists.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="git-reference-missing",
    category=Category.MISSING_FILE,
    title="git cannot find the reference {subject}",
    log=refused("git-reference-missing"),
    key=("subject",),
    explains=("step-error",),
    fixers=(Fixer("Check out with `fetch-depth: 0`, or use a reference that exists", Safety.ADVICE),),
)
