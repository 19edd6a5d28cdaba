"""The version comes from git tags or a file, and neither can be read where the build runs.

## Why
A shallow checkout has no tags, an image build has no `.git`, or the file the version is read from was moved.

## Fix
Check out with `fetch-depth: 0` (and `fetch-tags: true`); in an image set `SETUPTOOLS_SCM_PRETEND_VERSION`.
For a file, correct the path or the expression.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="version-not-detected",
    category=Category.PACKAGING_CONFIG,
    title="The build cannot find out the project's version",
    log=refused("version-not-detected", tolerated=True),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Check out the history with tags (`fetch-depth: 0`), or correct the path of the version file",
            Safety.ADVICE,
        ),
    ),
)
