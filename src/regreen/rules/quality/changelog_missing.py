"""The project wants an entry in its changelog, and the change has none.

## Why
A gate looks for a news fragment or for an edit of the changelog in every pull request.

## Fix
Add the entry. Where the change is of no interest to users, give the pull request the label the gate knows for that.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Said, Tier

RULE = Rule(
    id="changelog-missing",
    category=Category.LINT,
    title="The change has no entry in the changelog",
    log=(
        Said(r"No new newsfragments found on this branch", "No new newsfragments"),
        Said(
            r"(?i)\b(?:no|missing|please add an?|requires? an?|must (?:have|add|include|contain) an?) (?:new )?"
            r"(?:change ?log|news|release[- ]note)s?[- ]?(?:entry|entries|fragments?|file|update)",
            (
                "hangelog",
                "HANGELOG",
                "change log",
                "news ",
                "News ",
                "elease note",
                "elease-note",
                "newsfragment",
            ),
        ),
        Said(
            r"(?i)\bCHANGELOG(?:\.\w+)? (?:was|has|is) not (?:been )?(?:updated|modified|changed)",
            ("CHANGELOG", "hangelog"),
        ),
    ),
    tier=Tier.TOOL,
    fixers=(Fixer("Add an entry", Safety.ADVICE, commands=("towncrier create",)),),
)
