"""The lock file was not renewed after the dependencies were changed.

## Why
`pyproject.toml` or `package.json` was edited (by hand, by a bot, by a merge) and the lock was not committed with it, or the lock was written by another version of the tool. In CI the installer refuses to change it.

## Fix
Lock again with the version of the tool that CI uses and commit the lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Fixer, Match, Rule, Safety, Severity
from regreen.rules._refused import NOT_INSTALLED, refused

if TYPE_CHECKING:
    from regreen.project.probed import LockState


def stale(lock_states: tuple[LockState, ...]) -> Iterator[Match]:
    """Lock files of which their own tool says so."""
    for state in lock_states:
        yield Match(places=(state.place,), data={"tool": state.tool}, severity=Severity.WARNING)


RULE = Rule(
    id="lock-file-stale",
    category=Category.DEPENDENCY_RESOLUTION,
    title="The lock file of {tool} does not belong to the declared dependencies",
    log=refused("lock-file-stale", tolerated=True),
    find=stale,
    key=("tool",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Lock again and commit the result",
            Safety.ADVICE,
            commands=(
                "uv lock  # poetry lock, pdm lock, npm install --package-lock-only, pnpm install --lockfile-only",
            ),
        ),
    ),
)
