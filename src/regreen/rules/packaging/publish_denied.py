"""The index refuses the upload for want of rights.

## Why
The token is missing, expired or for another project, or trusted publishing is set up for another workflow
file, environment or repository, or the job lacks `id-token: write`.

## Fix
For trusted publishing compare the claims in the message with what is registered at the index and give the job
`permissions: id-token: write`. For a token renew the secret.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="publish-denied",
    category=Category.PERMISSION_SECRET,
    title="The package index does not let this job publish",
    log=refused("publish-denied", together=True),
    key=("subject",),
    explains=("step-error", "token-lacks-permission"),
    fixers=(
        Fixer(
            "Give the publishing job `id-token: write` and register this workflow at the index, or renew the token",
            Safety.ADVICE,
        ),
    ),
)
