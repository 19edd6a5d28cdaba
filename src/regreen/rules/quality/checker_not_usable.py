"""A checker stopped before it checked anything.

## Why
Its configuration or its command line names an option, rule, plugin or path that this version does not have, a plugin is
not installed beside it, or the checker itself crashed.

## Fix
Compare the version of the job with the one the configuration was written for, and pin it. Install plugins in the same
environment. A crash goes away with another version; report it to the project of the checker.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="checker-not-usable",
    category=Category.LINT,
    title="{tool} cannot do its work: {text}",
    log=refused("checker-crash", "checker-plugin", "checker-path", "checker-usage", "checker-config"),
    key=("tool", "text"),
    fixers=(
        Fixer(
            "Run the checker locally in the version of the job", Safety.ADVICE, commands=("{tool} --version",)
        ),
    ),
)
