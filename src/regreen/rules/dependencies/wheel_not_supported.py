"""A wheel that is named directly does not fit the job.

## Why
A wheel's name says which Python, ABI and platform it is for. A path or URL bypasses the choice that an index
would allow.

## Fix
Name the wheel that fits, build it in the job, or install by name and version.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="wheel-not-supported",
    category=Category.DEPENDENCY_RESOLUTION,
    title="The wheel {subject} is for another platform or Python",
    log=refused("wheel-not-supported", tolerated=True),
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(Fixer("Install by name and version, or name the wheel of this platform", Safety.ADVICE),),
)
