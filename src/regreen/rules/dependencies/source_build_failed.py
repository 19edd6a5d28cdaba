"""An installer had to build a distribution from source, and the build failed.

## Why
There is no wheel for this platform and Python version (often because the Python is newer than the release),
so the source is built and needs compilers, headers or build requirements. The line shown is the back end's
own error; what the installer prints below only repeats that there was one.

## Fix
Use a release with wheels for the job's Python, or the Python version the release has wheels for. If it must
be built, install what the error names.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="source-build-failed",
    category=Category.DEPENDENCY_RESOLUTION,
    title="{subject} could not be built: {text}",
    log=refused("source-build-failed", tolerated=True),
    key=("subject", "text"),
    explains=NOT_INSTALLED,
    tier=Tier.TOOL,
    fixers=(
        Fixer(
            "Let the installer refuse source distributions, to see which release has a wheel",
            Safety.ADVICE,
            commands=("pip install --only-binary :all: {subject}",),
        ),
    ),
)
