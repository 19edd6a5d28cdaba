"""The Python of the job is outside of `requires-python`.

## Why
The matrix (or `.python-version`, or the image) runs a version that the project has stopped to support, or the
project's range is narrower than what it really needs.

## Fix
Drop the version from the matrix, or widen `requires-python` if the project still works there. Keep both in
one place: the matrix should follow the metadata.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="requires-python-mismatch",
    category=Category.PACKAGING_CONFIG,
    title="Python {python} is outside of the range that is allowed: {wanted}",
    log=refused("requires-python-mismatch", tolerated=True),
    key=("subject", "python"),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer("Take Python {python} out of the matrix, or widen `requires-python` ({wanted})", Safety.ADVICE),
    ),
)
