"""pre-commit does not accept its configuration.

## Why
A key is missing or misspelled in `.pre-commit-config.yaml`, or the pinned revision of a repository has no hook of that
id: hooks are renamed and removed between releases.

## Fix
Correct the key that is named. For a hook that is gone, look up its new id in the repository of the hook.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="hook-config-invalid",
    category=Category.LINT,
    title="The configuration of pre-commit is not valid: {subject}",
    log=refused("hook-config"),
    key=("subject",),
    fixers=(Fixer("Check the configuration", Safety.ADVICE, commands=("pre-commit validate-config",)),),
)
