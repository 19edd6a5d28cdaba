"""A build tool (Gradle, Maven, Ninja, make) says what stopped it.

## Why
A task or rule failed; where a compiler's error is known, that is the cause and this only repeats it.

## Fix
Start at the first error above. Run the task alone with more output.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._refused import refused

RULE = Rule(
    id="build-failed",
    category=Category.BUILD_COMPILE,
    title="{tool} failed: {text}",
    log=refused("build-failed"),
    key=("tool", "subject", "text"),
    explains=("step-error", "step-tail"),
    tier=Tier.TOOL,
    fixers=(Fixer("Run the failing task alone", Safety.ADVICE),),
)
