"""A command line tool refuses its arguments.

## Why
Options exclude each other, one is missing (often because a variable is empty), or a value is not among those
allowed.

## Fix
Correct the call; quote variables and check that they are set.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._refused import refused

RULE = Rule(
    id="tool-usage-wrong",
    category=Category.WORKFLOW_CONFIG,
    title="A tool is called in a way it does not take: {text}",
    log=refused("usage-error"),
    key=("subject", "text"),
    explains=("step-error",),
    tier=Tier.TOOL,
    fixers=(Fixer("Correct the arguments; see the tool's `--help`", Safety.ADVICE),),
)
