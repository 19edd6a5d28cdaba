"""pre-commit cannot build the environment of a hook.

## Why
The pinned revision of the hook cannot be installed any more: a package it needs was withdrawn or does not support the
Python of the job, a tag was deleted, or the network failed.

## Fix
Raise the revision of the hook (`pre-commit autoupdate --repo URL`) or set its `language_version` to one it supports.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="hook-not-installable",
    category=Category.DEPENDENCY_RESOLUTION,
    title="pre-commit cannot install a hook: {subject}",
    log=refused("hook-install", "hook-error"),
    key=("subject",),
    fixers=(
        Fixer(
            "Install the hooks afresh",
            Safety.ADVICE,
            commands=("pre-commit clean && pre-commit install-hooks",),
        ),
    ),
)
