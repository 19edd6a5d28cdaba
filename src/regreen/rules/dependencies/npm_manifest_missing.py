"""A package manager runs in a folder without `package.json`.

## Why
The front end lives in a sub-folder, or its files are not committed.

## Fix
Set `working-directory:` to the folder that has it.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="npm-manifest-missing",
    category=Category.MISSING_FILE,
    title="There is no package.json where npm looks for it: {subject}",
    log=refused("npm-manifest-missing", tolerated=True),
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(Fixer("Set `working-directory:` to the folder with package.json", Safety.ADVICE),),
)
