"""An environment manager is asked for an environment that the project does not define or that does not fit.

## Why
It was renamed or removed, or is meant for another Python or platform than the job has.

## Fix
Use a name that is defined, or define it.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="environment-undefined",
    category=Category.PACKAGING_CONFIG,
    title="The project defines no environment {subject}",
    log=refused("environment-undefined"),
    key=("subject",),
    explains=("step-error",),
    fixers=(Fixer("Use an environment that the project defines", Safety.ADVICE),),
)
