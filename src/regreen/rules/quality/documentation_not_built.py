"""The documentation cannot be built at all.

## Why
The configuration names an extension, theme or option that is not installed in the job or does not exist in this
version, or an extension raised an error.

## Fix
Install the extension or theme with the documentation dependencies of the job, in a version that fits the documentation
tool; correct the option that is named.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="documentation-not-built",
    category=Category.DOCS,
    title="{tool} cannot build the documentation: {text}",
    log=refused(
        "docs-error",
    ),
    key=("tool", "subject"),
    fixers=(
        Fixer("Build the documentation locally", Safety.ADVICE, commands=("python -m {tool} --version",)),
    ),
)
