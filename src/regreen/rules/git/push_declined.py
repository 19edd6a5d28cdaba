"""A hook of the server, or git itself, declines a push.

## Why
The `remote:` lines above say why: a file that is too large, metadata the server checks, a branch that does
not exist in the job's copy.

## Fix
Do what the `remote:` lines ask for. For `src refspec ... does not match any` check out the branch by its name
first; for large files use LFS or keep them out of the history.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._refused import refused

RULE = Rule(
    id="push-declined",
    category=Category.OTHER,
    title="The server declined the push: {subject}",
    log=refused("push-declined", "push-too-large"),
    key=("subject",),
    explains=("step-error", "uncaught-exception"),
    tier=Tier.TOOL,
    fixers=(Fixer("Read the `remote:` lines and correct what they name", Safety.ADVICE),),
)
