"""An installer cannot take an installed distribution away to put another version in its place.

## Why
It was installed by the operating system or by old tools that kept no list of their files.

## Fix
Work in a virtual environment. As a last resort install beside it with `--ignore-installed`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="cannot-uninstall",
    category=Category.DEPENDENCY_RESOLUTION,
    title="{subject} of the image cannot be replaced",
    log=refused("cannot-uninstall", tolerated=True),
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(Fixer("Use a virtual environment", Safety.ADVICE, commands=("python -m venv .venv",)),),
)
