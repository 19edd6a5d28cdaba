"""`pip check` finds installed distributions that do not fit together.

## Why
Several install commands in a row each see only their own requirements; the later one replaces what the
earlier one needed.

## Fix
Install everything in one command, or against one lock or constraints file.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._refused import refused

RULE = Rule(
    id="installed-packages-inconsistent",
    category=Category.DEPENDENCY_RESOLUTION,
    title="{parent} needs {requirement}, and something else is installed",
    log=refused("installed-packages-inconsistent"),
    key=("parent", "requirement"),
    tier=Tier.TOOL,
    fixers=(
        Fixer(
            "Install all requirements in one command",
            Safety.ADVICE,
            commands=("pip install -r requirements.txt -r requirements-dev.txt",),
        ),
    ),
)
