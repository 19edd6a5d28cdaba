"""A file with relative imports was run as if it belonged to no package.

## Why
`python path/to/file.py` and a test file without packages above it have no parent, so `from . import x` has
nothing to be relative to.

## Fix
Run it as a module (`python -m package.file`) from the folder above the package, or import by the full name.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import saying

log = saying(
    r"attempted relative import (?P<what>with no known parent package|beyond top-level package|in non-package)"
)


RULE = Rule(
    id="relative-import-outside-package",
    category=Category.MISSING_MODULE,
    title="A relative import is used in a file that belongs to no package",
    log=log,
    explains=("test-collection-error", "conftest-import-error", "test-failed"),
    fixers=(
        Fixer(
            "Run the file as a module of its package", Safety.ADVICE, commands=("python -m package.module",)
        ),
    ),
)
