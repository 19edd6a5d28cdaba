"""A server answers that a file or an index does not exist.

## Why
The release, the branch or the index was moved or deleted, or its address is built from a version that is
wrong.

## Fix
Open the address and correct it. A private address answers the same where the credentials are missing.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="download-missing",
    category=Category.DEPENDENCY_RESOLUTION,
    title="What is to be downloaded is not there: {text}",
    log=refused("download-missing"),
    key=("tool", "subject", "text"),
    explains=NOT_INSTALLED,
    tier=Tier.TOOL,
    fixers=(Fixer("Correct the address, or pin a version that is still there", Safety.ADVICE),),
)
