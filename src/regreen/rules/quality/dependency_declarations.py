"""Imports and declared dependencies do not match.

## Why
The code imports a package that the project does not declare (DEP001, DEP003), declares one that nothing imports
(DEP002), or imports a development dependency in its own code (DEP004).

## Fix
Declare what is imported, remove what is not, and map distributions whose module has another name.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._gates import objections

RULE = Rule(
    id="dependency-declarations",
    category=Category.LINT,
    title="{tool} finds imports and declared dependencies that do not match",
    log=objections(
        Category.LINT, says="finds # mismatches of imports and declared dependencies", tools=("deptry",)
    ),
    key=("tool", "codes", "where", "subject"),
    tier=Tier.TOOL,
    fixers=(Fixer("Compare imports and declarations", Safety.ADVICE, commands=("{remedy}",)),),
)
