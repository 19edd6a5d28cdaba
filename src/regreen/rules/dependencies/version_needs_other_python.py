"""A version that is asked for exists, but not for the Python version of the job.

## Why
A release declares the Python versions it supports. Pins that were made with a newer Python (`pip freeze` on a
laptop) name releases that an older one cannot install; old pins may have dropped out of support on the other
side.

## Fix
Run the job with the Python version the pins were made for, or take the newest release that supports all
versions of the matrix. Where the matrix must stay, split the pin by a marker: `name==1.2; python_version >=
'3.11'`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="version-needs-other-python",
    category=Category.DEPENDENCY_RESOLUTION,
    title="{subject} does not support the Python version of this job",
    log=refused("version-needs-other-python", tolerated=True),
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Use a Python version that {subject} supports, or split the pin by `python_version`",
            Safety.ADVICE,
        ),
    ),
)
