"""A scanner finds what looks like a credential in the files or the history.

## Why
A key, token or password was committed, or a test value has the shape of one.

## Fix
If it is real, revoke it first: deleting the line does not take it out of the history. A test value belongs on the list
of exceptions of the scanner, or gets a shape that no real key has.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._gates import objections

RULE = Rule(
    id="secrets-found",
    category=Category.SECURITY_SCAN,
    title="{tool} finds a secret",
    log=objections(Category.SECURITY_SCAN, says="finds # secrets", tools=("secret scanner",)),
    key=("tool", "codes", "where", "subject"),
    tier=Tier.TOOL,
    fixers=(Fixer("Look at what was found", Safety.ADVICE, commands=("{remedy}",)),),
)
