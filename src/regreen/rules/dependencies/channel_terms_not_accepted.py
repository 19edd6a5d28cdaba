"""conda will not use a channel before its terms are accepted.

## Why
Since 2025 the default channels of Anaconda ask for it, and a job cannot answer.

## Fix
Use conda-forge alone (`channels: [conda-forge, nodefaults]`, or Miniforge), or accept the terms in a step if
you may.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="channel-terms-not-accepted",
    category=Category.PERMISSION_SECRET,
    title="The terms of a conda channel have not been accepted",
    log=refused("channel-terms-not-accepted", tolerated=True),
    explains=NOT_INSTALLED,
    fixers=(Fixer("Use conda-forge without the default channels", Safety.ADVICE),),
)
