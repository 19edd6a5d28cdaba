"""The cache of the CI service could not be restored or saved, and the step failed for it.

## Why
The service was down, the key is reserved by another job, or the folder does not exist.

## Fix
Run the job again; a cache should never be a reason to fail.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said

RULE = Rule(
    id="cache-service-refused",
    category=Category.CACHE,
    title="The cache could not be used: {what}",
    log=(
        Said(r"^##\[error\](?P<what>.*[Cc]ache service responded with \d+)", "ache service responded"),
        Said(
            r"^##\[error\](?P<what>Failed to (?:restore|save) (?:cache|the cache).*)",
            ("Failed to restore", "Failed to save"),
        ),
        Said(r"^##\[error\](?P<what>Unable to reserve cache.*)", "reserve cache"),
        Said(
            r"^##\[error\](?P<what>Path Validation Error: Path\(s\) specified in the action for caching do(?:es)? not exist)",
            "Path Validation Error",
        ),
    ),
)
