"""A command that installs from a lock file finds none.

## Why
`npm ci`, `uv sync --locked`, `pnpm install --frozen-lockfile` need the lock. It was never committed, is ignored, or the step runs in another folder.

## Fix
Commit the lock file (and take it out of `.gitignore`), or run the step in the folder that has it.
"""

from __future__ import annotations

from regreen.project.paths.kind import Kind
from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._paths import absent
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="lock-file-missing",
    category=Category.MISSING_FILE,
    title="{tool} wants a lock file, and the checkout has none",
    log=refused("lock-file-missing", tolerated=True),
    find=absent(Kind.LOCK, key="tool"),
    key=("tool",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Commit the lock file",
            Safety.ADVICE,
            commands=("git check-ignore -v package-lock.json uv.lock poetry.lock",),
        ),
    ),
)
