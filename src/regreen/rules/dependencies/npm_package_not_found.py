"""A package, or the version asked for, is not in the registry.

## Why
The name is misspelt, the package is private and the job not logged in, or the version was withdrawn.

## Fix
Correct the name or version; log in to the registry of a private scope.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="npm-package-not-found",
    category=Category.DEPENDENCY_RESOLUTION,
    title="The registry does not have what is asked for: {text}",
    log=refused("npm-package-not-found", together=True, tolerated=True),
    key=("subject", "text"),
    explains=NOT_INSTALLED,
    fixers=(Fixer("Look which versions there are", Safety.ADVICE, commands=("npm view NAME versions",)),),
)
