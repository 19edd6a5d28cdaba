"""Somebody or something cancelled the job before it ended.

## Why
A newer push (concurrency), a failing sibling of a fail-fast matrix, a person, or the time limit of the job.
The log does not say which.

## Fix
Look at the other jobs of the run. To see every leg of a matrix to its end, set `fail-fast: false`.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said, Tier

RULE = Rule(
    id="job-cancelled",
    category=Category.CANCELLED,
    title="The job was cancelled",
    log=(
        Said(
            r"^##\[error\](?:The operation was canceled|The run was canceled|Canceling since|The job was canceled|The strategy configuration was canceled)",
            (
                "he operation was canceled",
                "run was canceled",
                "Canceling since",
                "job was canceled",
                "configuration was canceled",
            ),
        ),
    ),
    tier=Tier.TOOL,
    cascade=True,
)
