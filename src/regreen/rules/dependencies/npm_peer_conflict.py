"""A package wants another version of a peer than the project has.

## Why
Since npm 7 peer dependencies are installed and must fit. A major version of one package was raised before
those that build on it.

## Fix
Raise the packages together, or stay on the peer's older version. `--legacy-peer-deps` only hides it.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="npm-peer-conflict",
    category=Category.DEPENDENCY_RESOLUTION,
    title="npm cannot satisfy the peer dependencies",
    log=refused("peer-conflict", together=True, tolerated=True),
    explains=(*NOT_INSTALLED, "npm-package-not-found"),
    fixers=(Fixer("See who asks for what", Safety.ADVICE, commands=("npm explain NAME",)),),
)
