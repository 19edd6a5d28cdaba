"""A server asks git for credentials that the job does not have, or that are no longer valid.

## Why
A private dependency or submodule needs more than the job's own token, which is for its repository only; a
secret is empty or expired; an SSH key or known host is missing. A repository that may not be seen counts as
not found.

## Fix
Give checkout a token or deploy key that may read the other repository, or rewrite the address with one for
`git+https` requirements.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="git-credentials-refused",
    category=Category.PERMISSION_SECRET,
    title="git has no valid credentials for {subject}",
    log=refused("git-auth", "lfs-budget", together=True),
    key=("subject",),
    explains=("step-error", "secret-missing", "git-reference-missing"),
    fixers=(Fixer("Give this step a token or deploy key that may read the repository", Safety.ADVICE),),
)
