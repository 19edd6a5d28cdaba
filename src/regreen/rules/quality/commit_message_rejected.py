"""The message of a commit or the title of a pull request is not written as the project asks.

## Why
The project derives releases or its changelog from messages and checks their form, mostly that of conventional commits
(`type: subject`).

## Fix
Rewrite the message (`git commit --amend`, `git rebase --interactive`) or edit the title; nothing in the code is wrong.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._gates import objections

RULE = Rule(
    id="commit-message-rejected",
    category=Category.LINT,
    title="{tool} rejects a message",
    log=objections(
        Category.LINT,
        says="rejects a message",
        tools=("commitlint", "commitizen", "gitlint", "pull request title"),
    ),
    key=("tool", "codes", "where", "subject"),
    tier=Tier.TOOL,
    fixers=(Fixer("Check the message locally", Safety.ADVICE, commands=("{remedy}",)),),
)
