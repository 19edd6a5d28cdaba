"""The index has a file of that name and never takes another one.

## Why
The version was not raised, or a publishing job ran a second time after it had uploaded some files.

## Fix
Raise the version. To make a publishing job repeatable, let it skip what is there (`skip-existing: true`).
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="version-already-published",
    category=Category.OTHER,
    title="This version is already published",
    log=refused("version-already-published", together=True),
    key=("subject",),
    explains=("step-error",),
    fixers=(Fixer("Raise the version, or publish with `skip-existing: true`", Safety.ADVICE),),
)
