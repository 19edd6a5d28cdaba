"""A warning is turned into an error, and was raised.

## Why
`filterwarnings = error` (or `-W error`) makes every warning fail the test. A new release of a dependency
deprecated something.

## Fix
Follow the warning in code of the project. For a warning from inside a dependency add a narrow exception to
`filterwarnings`, with a reason.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._saying import saying

log = saying(
    r"^(?:[\w.]+\.)?(?P<warning>(?!PytestUnknownMark)\w*Warning): (?P<message>[^\n]*)",
)


RULE = Rule(
    id="warning-is-error",
    category=Category.TEST_ASSERTION,
    title="A warning counts as an error: {warning}: {message}",
    log=log,
    key=("warning", "message"),
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "coverage-below-*",
        "test-collection-error",
        "conftest-import-error",
    ),
    tier=Tier.TOOL,
    fixers=(
        Fixer("Except this one warning: filterwarnings = ['error', 'ignore:TEXT:{warning}']", Safety.ADVICE),
    ),
)
