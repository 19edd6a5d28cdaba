"""A job wants an artifact that no job of the run uploaded.

## Why
The job that uploads it failed or was skipped, uses another name, or another generation of the action.

## Fix
Compare the names of upload and download. Make the job depend on the one that uploads (`needs:`).
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said

RULE = Rule(
    id="artifact-not-found",
    category=Category.WORKFLOW_CONFIG,
    title="The artifact that is to be downloaded is not there: {what}",
    log=(
        Said(r"(?P<what>Unable to download artifact\(s\)[^\n]{0,100})", "nable to download artifact"),
        Said(r"(?P<what>Artifact not found for name: \S+)", "rtifact not found for name"),
        Said(
            r"(?P<what>Unable to find (?:an artifact with the name: \S+|any artifacts[^\n]{0,60}))",
            "nable to find a",
        ),
    ),
    cascade=True,
)
