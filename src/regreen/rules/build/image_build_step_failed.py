"""A `RUN` of a Dockerfile ended with an exit code.

## Why
What the command printed under the step's number is the reason; the closing statement of the builder only
repeats the command.

## Fix
Start at the line shown. Build up to that step locally: `docker build --target STAGE --progress plain .`
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._refused import refused

RULE = Rule(
    id="image-build-step-failed",
    category=Category.BUILD_COMPILE,
    title="A step of the image build failed: {text}",
    log=refused("image-build-step-failed"),
    key=("subject", "text"),
    explains=("step-error", "step-tail"),
    tier=Tier.TOOL,
    fixers=(
        Fixer(
            "Build with the whole output",
            Safety.ADVICE,
            commands=("docker build --progress plain --no-cache .",),
        ),
    ),
)
