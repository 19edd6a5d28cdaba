"""A setup action is to cache dependencies (or to read a version file) and finds no such file.

## Why
`cache: pip` looks for `requirements.txt` or `pyproject.toml`, `cache: npm` for a lock file, both at the root of the checkout. The file is elsewhere, has another name, or the checkout comes later.

## Fix
Name it with `cache-dependency-path:`, put the checkout first, or drop `cache:`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="cache-dependency-file-missing",
    category=Category.MISSING_FILE,
    title="The setup action finds no file to compute the cache key from: {subject}",
    log=refused("cache-dependency-file-missing", "setup-version-file-missing"),
    key=("subject",),
    explains=("step-error", "script-missing"),
    fixers=(Fixer("Set `cache-dependency-path:` to the file, or drop `cache:`", Safety.ADVICE),),
)
