"""A line of the requirements is no requirement.

## Why
A single `=`, a missing comma, a merge conflict marker, a file that was saved as UTF-16, or metadata of an old
release that current installers no longer accept.

## Fix
Correct the line; the sign below it shows where reading stopped. For a dependency with invalid metadata take a
newer release.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="requirement-invalid",
    category=Category.DEPENDENCY_RESOLUTION,
    title="A requirement cannot be read: {subject}",
    log=refused("requirement-invalid", tolerated=True),
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(Fixer("Correct the requirement {subject}", Safety.ADVICE),),
)
