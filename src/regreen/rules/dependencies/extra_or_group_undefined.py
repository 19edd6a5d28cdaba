"""An install asks for an extra or a dependency group that the project does not define.

## Why
It was renamed, moved from extras (`[project.optional-dependencies]`) to groups (`[dependency-groups]`) or the
other way round, or stands in a table that this tool does not read. `--extra` and `--group` look in different
tables.

## Fix
Ask for it by its present name and kind, or define it.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="extra-or-group-undefined",
    category=Category.PACKAGING_CONFIG,
    title="The project defines no extra or group named {subject}",
    log=refused("extra-or-group-undefined", tolerated=True),
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Define {subject}, or ask for it as what it is: `--extra` for extras, `--group`/`--with` for groups",
            Safety.ADVICE,
        ),
    ),
)
