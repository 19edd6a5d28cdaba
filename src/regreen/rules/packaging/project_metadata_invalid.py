"""A build back end or an installer cannot accept `pyproject.toml` (or `setup.py`, `setup.cfg`).

## Why
A key stands in the wrong table (everything below `[project.urls]` belongs to it), has the wrong type,
contradicts another one (license classifiers beside an SPDX `license`), or the file is no TOML. A new major
version of the back end may have become stricter overnight.

## Fix
Correct the key that is named. Pin the build back end if the old form must stay for now.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="project-metadata-invalid",
    category=Category.PACKAGING_CONFIG,
    title="The project's metadata is invalid: {text}",
    log=refused("metadata-invalid", "pyproject-invalid", together=True, tolerated=True),
    key=("subject", "text"),
    explains=(*NOT_INSTALLED, "type-check-failed"),
    fixers=(Fixer("Correct the field that is named in pyproject.toml", Safety.ADVICE),),
)
