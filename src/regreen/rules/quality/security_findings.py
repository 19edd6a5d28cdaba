"""A scanner finds patterns in the code or the workflows that are dangerous.

## Why
The code uses a construct that the scanner holds for unsafe (shell commands, weak hashes, template injection, wide
permissions). Some of it is harmless in its place, such as assertions in tests.

## Fix
Change the code where the finding is right. Where it is not, silence that one line with the code of the rule and the
reason; leave the gate as it is.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._gates import objections
from regreen.rules._reports import reported

RULE = Rule(
    id="security-findings",
    category=Category.SECURITY_SCAN,
    title="{tool} finds security problems",
    log=objections(
        Category.SECURITY_SCAN,
        says="finds # security problems",
        without=("pip-audit", "safety", "npm audit", "vulnerability scanner", "secret scanner"),
    ),
    find=reported("bandit", says="finds # security problem(s)"),
    key=("tool", "codes", "where", "subject"),
    tier=Tier.TOOL,
    fixers=(Fixer("Run the scanner locally", Safety.ADVICE, commands=("{remedy}",)),),
)
