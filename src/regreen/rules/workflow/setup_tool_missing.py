"""A setup action asks a package manager for its cache folder before the package manager is installed.

## Why
`cache: poetry`, `cache: pnpm` and the like call the tool. The step that installs it comes later.

## Fix
Install the tool before the setup action (`pipx install poetry`, `pnpm/action-setup`).
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="setup-tool-missing",
    category=Category.MISSING_TOOL,
    title="The setup action needs {subject}, which is not installed yet",
    log=refused("cache-tool-missing"),
    key=("subject",),
    explains=("step-error",),
    fixers=(Fixer("Move the step that installs {subject} before this one", Safety.ADVICE),),
)
