"""The built distribution is not fit to be published.

## Why
The long description is not valid markup of its declared type, or files under version control are missing in the source
distribution.

## Fix
Declare the type of the long description and keep it valid; name the missing files in the manifest of the build
backend, or exclude them explicitly.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._gates import objections

RULE = Rule(
    id="distribution-rejected",
    category=Category.PACKAGING_CONFIG,
    title="{tool} rejects the distribution",
    log=objections(
        Category.PACKAGING_CONFIG, says="rejects the distribution", tools=("twine", "check-manifest")
    ),
    key=("tool", "codes", "where", "subject"),
    tier=Tier.TOOL,
    fixers=(Fixer("Check the distribution locally", Safety.ADVICE, commands=("{remedy}",)),),
)
