"""The build reads a readme or licence file that does not exist where it runs.

## Why
The file was renamed or never committed, or a Dockerfile copies only `pyproject.toml` before it installs the
project. `.dockerignore` often leaves out `*.md`.

## Fix
Correct `readme`/`license-files`, commit the file, or copy it before the install step.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="metadata-file-missing",
    category=Category.PACKAGING_CONFIG,
    title="The metadata name the file {subject}, which is not there",
    log=refused("metadata-file-missing", tolerated=True),
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Correct the name in pyproject.toml, or copy {subject} before the project is installed",
            Safety.ADVICE,
        ),
    ),
)
