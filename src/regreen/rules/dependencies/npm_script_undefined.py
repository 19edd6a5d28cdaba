"""A step runs a script that `package.json` does not define.

## Why
It was renamed, belongs to another workspace, or the step runs in another folder.

## Fix
Use the script's present name, define it, or set `working-directory`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="npm-script-undefined",
    category=Category.MISSING_TOOL,
    title="package.json defines no script {subject}",
    log=refused("script-undefined"),
    key=("subject",),
    explains=("step-error",),
    fixers=(Fixer("See which scripts there are", Safety.ADVICE, commands=("npm run",)),),
)
