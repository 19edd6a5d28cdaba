"""Two requirements ask for versions of one distribution that cannot both be installed.

## Why
A pin (or a constraint, or a lock made for another set) excludes the versions that another requirement depends
on. The installer names the pair; everything else it prints is how it came to that.

## Fix
Loosen the one of the two that you own: usually the exact pin of a distribution that is only needed by others.
Then lock again, so that the set is solved as a whole.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="pinned-versions-conflict",
    category=Category.DEPENDENCY_RESOLUTION,
    title="The requirements contradict each other: {first} and {second}",
    log=refused("pinned-versions-conflict", tolerated=True),
    key=("subject", "first", "second"),
    explains=NOT_INSTALLED,
    fixers=(Fixer("Loosen one of the two: {first} / {second}", Safety.ADVICE),),
)
