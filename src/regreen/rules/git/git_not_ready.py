"""git lacks what it needs for any work: a repository, an identity, or trust in the folder's owner.

## Why
The step runs outside of the checkout, commits without `user.name` and `user.email`, or runs as another user
than the one who checked out (containers).

## Fix
Set `working-directory`; configure a name and an address; mark the folder as safe.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="git-not-ready",
    category=Category.OTHER,
    title="git refuses to work here: {text}",
    log=refused("git-identity-missing", "git-dubious-ownership", "not-a-git-repository"),
    key=("text",),
    explains=("step-error", "git-nothing-committed"),
    fixers=(
        Fixer(
            "Configure git in the step",
            Safety.ADVICE,
            commands=(
                "git config user.name ci",
                "git config user.email ci@users.example",
                'git config --global --add safe.directory "$PWD"',
            ),
        ),
    ),
)
