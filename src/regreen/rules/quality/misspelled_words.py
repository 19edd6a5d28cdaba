"""A spelling checker finds words it does not know.

## Why
A typing error, or a name or technical term that is not in the word list of the project.

## Fix
Correct the word, or add the term to the list of the checker.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._gates import objections
from regreen.rules._reports import repairs, reported

RULE = Rule(
    id="misspelled-words",
    category=Category.LINT,
    title="{tool} finds misspelled words",
    log=objections(Category.LINT, says="finds # misspelled words", tools=("codespell", "typos", "cspell")),
    find=reported("codespell", says="finds # misspelled word(s)"),
    key=("tool", "codes", "where", "subject"),
    tier=Tier.TOOL,
    fixers=(
        Fixer("Take the repairs of {tool} itself", Safety.SAFE, repairs),
        Fixer("Correct the spelling", Safety.ADVICE, commands=("{remedy}",)),
    ),
)
