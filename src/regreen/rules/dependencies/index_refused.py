"""A package index wants credentials that the job does not give.

## Why
The secret is not set (forks and bots get none), has expired, or the job does not pass it on.

## Fix
Give the step the credentials from a secret, and skip it where there are none.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="index-refused",
    category=Category.PERMISSION_SECRET,
    title="The package index refuses {tool}: credentials are missing or wrong",
    log=refused("index-refused"),
    key=("tool", "subject"),
    explains=NOT_INSTALLED,
    fixers=(Fixer("Pass the index's credentials to this step from a secret", Safety.ADVICE),),
)
