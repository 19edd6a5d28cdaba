"""The build starts a back end or a command that its environment does not have.

## Why
`build-system.requires` does not list what `build-backend` names, or the build runs without isolation in an environment that lacks it (fresh environments have no setuptools or wheel any more).

## Fix
List the back end in `build-system.requires`, or install it before a build with `--no-build-isolation`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="build-backend-missing",
    category=Category.PACKAGING_CONFIG,
    title="The build back end {subject} is not there",
    log=refused("build-backend-missing", tolerated=True),
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Install the back end, or let the build be isolated",
            Safety.ADVICE,
            commands=("pip install setuptools wheel",),
        ),
    ),
)
