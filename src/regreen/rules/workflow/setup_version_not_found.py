"""A setup action has no build of the version for the runner's system and architecture.

## Why
Old Python versions are not built for newer images (3.6 ends with Ubuntu 20.04, 3.7 with 22.04) or for arm64
Macs, a version is unquoted in YAML (`3.10` becomes `3.1`), or it was never published.

## Fix
Quote the version; drop old versions from the matrix or run them in a container or on an older image.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="setup-version-not-found",
    category=Category.WORKFLOW_CONFIG,
    title="Version {subject} cannot be set up on this runner",
    log=refused("setup-version-not-found", "python-not-found"),
    key=("subject",),
    explains=("step-error", "command-not-found"),
    fixers=(Fixer("Quote the version, or take {subject} out of the matrix", Safety.ADVICE),),
)
