"""The registry allows no further pulls for now.

## Why
Pulls without a login are counted by address, and hosted runners share theirs.

## Fix
Log in before pulling, pull through a mirror, or cache the layers.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="registry-rate-limit",
    category=Category.PERMISSION_SECRET,
    title="The image registry's pull limit is used up",
    log=refused("registry-rate-limit"),
    explains=("step-error", "rate-limited", "image-not-found", "image-build-step-failed"),
    fixers=(Fixer("Log in to the registry before images are pulled", Safety.ADVICE),),
)
