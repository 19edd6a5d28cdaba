"""A type checker finds that types do not fit.

## Why
The change breaks an annotation, stubs or a dependency were updated, the job checks for another Python version or
platform than the developer, or a stricter option was switched on. Errors such as `import-not-found` and
`import-untyped` mean that the job does not install what the checker must see.

## Fix
Begin with the first error: those that follow are often its consequences. Install the packages and stubs the code
imports in the environment of the checker, and pin the version of the checker.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._gates import objections
from regreen.rules._reports import reported

RULE = Rule(
    id="type-errors",
    category=Category.TYPE_CHECK,
    title="{tool} finds type errors in {path}",
    log=objections(Category.TYPE_CHECK, says="finds # type errors"),
    find=reported("mypy", says="finds # type error(s)"),
    key=("tool", "codes", "where", "subject"),
    tier=Tier.TOOL,
    fixers=(
        Fixer(
            "Run the type checker locally with the options of the job", Safety.ADVICE, commands=("{remedy}",)
        ),
    ),
)
