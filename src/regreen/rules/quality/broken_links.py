"""Documents link to pages or files that are not there.

## Why
A file was moved or renamed, or a page of somebody else is gone or refuses automatic requests.

## Fix
Correct links to own files. Replace or remove links to pages that are gone; put pages that refuse automatic requests on
the list of exceptions, and run the check of foreign pages on a schedule rather than on every change.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._gates import objections

RULE = Rule(
    id="broken-links",
    category=Category.DOCS,
    title="{tool} finds broken links",
    log=objections(
        Category.DOCS,
        says="finds # broken links",
        tools=(
            "lychee",
            "markdown-link-check",
            "linkchecker",
            "html-proofer",
            "link check",
            "docusaurus",
            "vitepress",
        ),
    ),
    key=("tool", "codes", "where", "subject"),
    tier=Tier.TOOL,
    fixers=(Fixer("Check the links locally", Safety.ADVICE, commands=("{remedy}",)),),
)
