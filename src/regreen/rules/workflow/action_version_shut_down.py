"""The workflow uses a version of an action that GitHub has shut down.

## Why
Old versions of the artifact and cache actions talk to services that no longer exist; GitHub fails such jobs
before their first step.

## Fix
Raise the version in every workflow that uses it. Upload and download must be of the same generation, and
since version 4 names must be unique within a run.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Said

RULE = Rule(
    id="action-version-shut-down",
    category=Category.DEPRECATED_ACTION,
    title="GitHub refuses {action}: the version was shut down",
    log=(
        Said(
            r"automatically failed because it uses a deprecated version of `(?P<action>[^`]+)`",
            ("uses a deprecated version of",),
        ),
        Said(
            r"(?P<action>actions/[\w-]+@\S+) (?:is|was|has been) (?:deprecated and )?(?:shut ?down|disabled|removed|no longer \w+)",
            "actions/",
        ),
    ),
    fixers=(
        Fixer(
            "Raise the version in every workflow that uses it",
            Safety.ADVICE,
            commands=('grep -rnE "(upload|download)-artifact@v[123]|cache@v[12]" .github/workflows',),
        ),
    ),
)
