"""`git add`, `git checkout` and the like are given a path or a branch that does not exist in the job's copy.

## Why
The step before did not write the file, wrote it elsewhere, or the branch was not fetched (checkout fetches
one commit only).

## Fix
Correct the path, add only what is there (`git add -A`), or fetch the branch first.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="pathspec-missing",
    category=Category.MISSING_FILE,
    title="git knows nothing by the name {subject}",
    log=refused("pathspec-missing"),
    key=("subject",),
    explains=("step-error",),
    fixers=(Fixer("Look what is there before it is added", Safety.ADVICE, commands=("git status --short",)),),
)
