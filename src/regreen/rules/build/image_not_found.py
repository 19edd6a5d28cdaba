"""An image, a tag or a platform of it does not exist, or may not be seen.

## Why
The tag never existed or was retired with its operating system, the name is misspelt, there is no build for
this platform, or the image is private and nobody logged in.

## Fix
Use a tag that exists; for a private image log in first.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="image-not-found",
    category=Category.DEPENDENCY_RESOLUTION,
    title="The image {subject} is not in its registry",
    log=refused("image-not-found"),
    key=("subject",),
    explains=(
        "step-error",
        "rate-limited",
        "image-build-step-failed",
        "copy-source-missing",
        "registry-denied",
    ),
    fixers=(
        Fixer("Look which tags there are", Safety.ADVICE, commands=("docker manifest inspect IMAGE:TAG",)),
    ),
)
