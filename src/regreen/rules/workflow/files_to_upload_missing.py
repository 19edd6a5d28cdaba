"""A step uploads files that nothing made.

## Why
The step that makes them failed, writes elsewhere, or was skipped.

## Fix
Upload only where the files exist (`if: success()`), or mend the path.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said

RULE = Rule(
    id="files-to-upload-missing",
    category=Category.MISSING_FILE,
    title="The files that are to be uploaded are not there: {path}",
    log=(
        Said(
            r"^##\[error\](?:Error: )?No files were found with the provided path: (?P<path>.+?)(?:\. No artifacts will be uploaded\.)?$",
            "No files were found with the provided path",
        ),
    ),
    cascade=True,
)
