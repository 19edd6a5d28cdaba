"""A module imports what the architecture of the project forbids.

## Why
An import crosses the layers, or ties modules together that a contract keeps independent.

## Fix
Move the code to where both sides may import it, or pass the value in. Widening the contract gives up what it guards.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._gates import objections

RULE = Rule(
    id="import-contract-broken",
    category=Category.LINT,
    title="{tool} finds imports that break a contract",
    log=objections(Category.LINT, says="finds # broken import contracts", tools=("import-linter",)),
    key=("tool", "codes", "where", "subject"),
    tier=Tier.TOOL,
    fixers=(
        Fixer("Show the chains of imports that break the contract", Safety.ADVICE, commands=("{remedy}",)),
    ),
)
