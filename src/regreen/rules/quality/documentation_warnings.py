"""The documentation builds with warnings, and the job takes warnings for errors.

## Why
A reference points to what was renamed or removed, a page is in no table of contents, a docstring is no valid markup,
or the documentation tool in its new release warns of more.

## Fix
Correct the first warning and build again; many go back to the same page. Build locally with the options of the job.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._gates import objections

RULE = Rule(
    id="documentation-warnings",
    category=Category.DOCS,
    title="{tool} finds problems in the documentation",
    log=objections(
        Category.DOCS,
        says="finds # problems in the documentation",
        without=(
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
    fixers=(
        Fixer("Build the documentation locally with the same options", Safety.ADVICE, commands=("{remedy}",)),
    ),
)
