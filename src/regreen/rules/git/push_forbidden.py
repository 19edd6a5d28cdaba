"""The server refuses a push because of the rules of the repository.

## Why
The branch is protected: changes need a pull request, checks, signatures or certain people, and the job's
token is none of them. Or secret scanning found a credential in the commits.

## Fix
Let the job open a pull request, push with a token (or an app) that may bypass the rule, or move what it
writes to another branch. A credential that was found must be revoked and removed from the commits.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="push-forbidden",
    category=Category.PERMISSION_SECRET,
    title="The rules of the branch forbid this push",
    log=refused("push-forbidden", "push-blocked-by-secret", together=True),
    explains=("step-error", "push-declined", "uncaught-exception"),
    fixers=(
        Fixer(
            "Open a pull request from the job, or push as an app that the rules let through", Safety.ADVICE
        ),
    ),
)
