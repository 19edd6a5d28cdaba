"""Two test files have the same name and no package keeps them apart.

## Why
In pytest's default import mode a test file without `__init__.py` beside it is imported by its bare name.
The second `test_x.py` then is the first one again.

## Fix
Add `__init__.py` to the test folders, rename one file, or set `--import-mode=importlib`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import saying

log = saying(
    r"imported module '(?P<module>[\w.]+)' has this __file__ attribute",
    r"(?P<module>\w+)\.py: \w*import file mismatch|import file mismatch",
    judge=lambda _, data: {"module": data.get("module", "one module")},
)


RULE = Rule(
    id="duplicate-test-module",
    category=Category.PACKAGING_CONFIG,
    title="Two test files are both imported as {module}",
    log=log,
    key=("module",),
    explains=(
        "test-collection-error",
        "conftest-import-error",
        "test-failed",
        "no-tests-collected",
        "coverage-below-*",
    ),
    fixers=(
        Fixer("Import test files by their path", Safety.ADVICE, commands=("pytest --import-mode=importlib",)),
    ),
)
