"""A build back end is told of a package folder that does not exist.

## Why
The folder was renamed or moved (to `src/`, say), is ignored by git, or was not copied into the image before
the build.

## Fix
Correct `packages`, `package_dir` or `include` in the packaging configuration, or commit the folder.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="package-directory-missing",
    category=Category.PACKAGING_CONFIG,
    title="The packaging configuration names {subject}, which is not there",
    log=refused("package-directory-missing", tolerated=True),
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Compare the configuration with what is committed",
            Safety.ADVICE,
            commands=("git ls-files | head",),
        ),
    ),
)
