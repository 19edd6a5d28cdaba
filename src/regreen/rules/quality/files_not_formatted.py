"""Files are not written as the formatter of the project would write them.

## Why
Somebody committed without running the formatter, or with another version of it: formatters change their style
between releases, so the version of the job and the one on the machine must be the same.

## Fix
Run the formatter in the version of the job and commit what it changes. A pre-commit hook keeps it from happening.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._gates import objections
from regreen.rules._reports import repairs, reported

_FORMATTERS = ("black", "ruff format", "docformatter", "blacken-docs", "add-trailing-comma")

RULE = Rule(
    id="files-not-formatted",
    category=Category.FORMAT,
    title="{tool} would reformat {path}",
    log=objections(Category.FORMAT, says="would reformat # files"),
    find=reported(*_FORMATTERS, says="would reformat # file(s)"),
    key=("tool", "codes", "where", "subject"),
    tier=Tier.TOOL,
    fixers=(
        Fixer("Take the repairs of {tool} itself", Safety.SAFE, repairs),
        Fixer("Let the formatter rewrite the files", Safety.ADVICE, commands=("{remedy}",)),
    ),
)
