"""An installer finds no version that fits a requirement.

## Why
The version was never published or was withdrawn, the name is misspelt or belongs to an internal index, or the
distribution exists for other platforms only (`pywin32` and the like in a file that was frozen on Windows).
For conda, no configured channel has it.

## Fix
Look the versions up that exist and correct the pin. Give a distribution of one platform a marker:
`pywin32==311; sys_platform == 'win32'`. For an internal index, configure it in the job.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="no-matching-distribution",
    category=Category.DEPENDENCY_RESOLUTION,
    title="No distribution matches {subject}",
    log=refused("no-matching-distribution", tolerated=True),
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Correct the name or the version of {subject}, or give it a `sys_platform` marker",
            Safety.ADVICE,
            commands=("pip index versions {subject}",),
        ),
    ),
)
