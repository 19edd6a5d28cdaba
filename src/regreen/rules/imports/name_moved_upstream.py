"""A package that is installed no longer has the name that is imported from it.

## Why
The package is there, in another version than the importing code was written for: a release moved or removed
the name, or the job installs an older one that does not have it yet.

## Fix
Compare the versions that work (your own environment, the lock file) with those the job installed. Pin the
one that fits, or follow the package's notes on moving the name.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import saying

log = saying(
    r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)' \([^)\n]*(?:site|dist)-packages",
    r"AttributeError: module '(?P<module>(?!collections)[\w.]+)' has no attribute '(?P<name>\w+)'(?=[\s\S]*(?:site|dist)-packages)",
)


RULE = Rule(
    id="name-moved-upstream",
    category=Category.MISSING_MODULE,
    title="The installed {module} has no {name}",
    log=log,
    key=("module", "name"),
    explains=("test-collection-error", "conftest-import-error", "test-failed", "coverage-below-threshold"),
    fixers=(
        Fixer(
            "See which version is installed, and which one has the name",
            Safety.ADVICE,
            commands=("pip index versions {module}",),
        ),
    ),
)
