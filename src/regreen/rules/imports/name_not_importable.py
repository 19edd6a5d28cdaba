"""A module of the project does not define the name that another imports from it.

## Why
The name was renamed or removed and a user of it was forgotten, or only one of two files was committed.

## Fix
Search for the name. Either import what the module defines now, or commit the file that defines it.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import saying

log = saying(
    r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)' \((?P<path>(?!.*(?:site|dist)-packages)[^)\n]+)\)",
    r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'(?! \()",
    r"cannot import name '?(?P<name>\w+)\b(?!')|cannot import name '(?P<other>\w+)'(?! from)",
    judge=lambda _, data: {
        "name": data.get("name") or data["other"],
        "module": data.get("module", "The module"),
    },
)


RULE = Rule(
    id="name-not-importable",
    category=Category.MISSING_MODULE,
    title="{module} defines no {name}",
    log=log,
    key=("module", "name"),
    explains=("test-collection-error", "conftest-import-error", "test-failed", "coverage-below-threshold"),
    fixers=(Fixer("Find who defines the name now", Safety.ADVICE, commands=("git grep -nw {name}",)),),
)
