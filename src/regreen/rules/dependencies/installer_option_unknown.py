"""A command line tool does not know an option or a sub-command that the step uses.

## Why
The job installs the tool without a pin, so a new major version came in that removed it (Poetry 2 has no
`--no-dev`, no `lock --no-update`, and `export` is a plugin), or the image's version is too old to have it.

## Fix
Use the option's successor or pin the tool to the version the workflow was written for. Poetry: `--only main`
for `--no-dev`, plain `poetry lock` for `--no-update`, `poetry self add poetry-plugin-export` for `export`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="installer-option-unknown",
    category=Category.MISSING_TOOL,
    title="This version does not know {subject}",
    log=refused("option-removed", "command-removed", tolerated=True),
    key=("tool", "subject"),
    explains=NOT_INSTALLED,
    fixers=(Fixer("Replace {subject}, or pin the version of the tool that had it", Safety.ADVICE),),
)
