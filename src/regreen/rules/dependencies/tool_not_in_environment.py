"""`uv run`, `poetry run` and the like start a program that their environment does not have.

## Why
The program belongs to a group or extra that the job did not install, or is declared nowhere.

## Fix
Install the group that has it (`uv sync --group test`, `poetry install --with test`), or declare it.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="tool-not-in-environment",
    category=Category.MISSING_TOOL,
    title="{subject} is not installed in the environment it is started from",
    log=refused("tool-not-in-environment"),
    key=("subject",),
    explains=("command-not-found", "step-error", "uncaught-exception"),
    fixers=(
        Fixer(
            "Install the group that has {subject}, or declare it",
            Safety.ADVICE,
            commands=("uv add --group test {subject}",),
        ),
    ),
)
