"""A marker is used that the configuration does not declare, and pytest is strict about it.

## Why
With `--strict-markers`, or with warnings as errors, every `@pytest.mark.name` must be registered.

## Fix
Add it to `markers` in pytest's configuration, with a word of explanation; or correct the spelling.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._saying import saying

log = saying(
    r"'(?P<marker>(?!asyncio')\w+)' not found in `markers` configuration",
    r"PytestUnknownMarkWarning: Unknown pytest\.mark\.(?P<marker>\w+)",
)


RULE = Rule(
    id="marker-not-registered",
    category=Category.OTHER,
    title="The marker {marker} is not registered",
    log=log,
    key=("marker",),
    explains=(
        "test-collection-error",
        "conftest-import-error",
        "test-failed",
        "no-tests-collected",
        "coverage-below-*",
    ),
    fixers=(
        Fixer(
            "Register it in pyproject.toml: [tool.pytest.ini_options] markers = ['{marker}: what it means']",
            Safety.ADVICE,
        ),
    ),
)
