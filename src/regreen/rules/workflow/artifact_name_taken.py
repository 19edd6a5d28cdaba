"""Two jobs of the run upload an artifact of the same name.

## Why
Since version 4 an artifact cannot be added to. The legs of a matrix that use one name collide.

## Fix
Put what differs into the name, for example `-${{ strategy.job-index }}`, and download with `pattern:` and
`merge-multiple: true`.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said

RULE = Rule(
    id="artifact-name-taken",
    category=Category.WORKFLOW_CONFIG,
    title="Two jobs upload an artifact of the same name",
    log=(
        Said(
            r"Conflict: an artifact with this name already exists on the workflow run",
            "artifact with this name already exists",
        ),
        Said(r"Failed to CreateArtifact: Received non-retryable error: .*409", "Failed to CreateArtifact"),
    ),
)
