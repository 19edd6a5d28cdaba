"""The share of code that tests or docstrings cover is below the threshold of the project.

## Why
New code came without tests, or tests were removed or did not run. Where tests failed in the same run, the coverage is
low for that reason.

## Fix
Write tests for what the report names as not covered. Lowering the threshold only hides it.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._gates import objections

RULE = Rule(
    id="coverage-gate",
    category=Category.COVERAGE_THRESHOLD,
    title="{tool} wants more coverage",
    log=objections(
        Category.COVERAGE_THRESHOLD,
        says="wants more coverage",
        tools=("diff-cover", "jest", "vitest", "tarpaulin", "interrogate"),
    ),
    key=("tool", "codes", "where", "subject"),
    tier=Tier.TOOL,
    cascade=True,
    fixers=(Fixer("Show what is not covered", Safety.ADVICE, commands=("{remedy}",)),),
)
