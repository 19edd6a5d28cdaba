"""A push or pull needs a login or a right that the job does not have.

## Why
The secrets are empty (forks and bots get none), the token lacks the scope (`packages: write` for ghcr.io), or
the image belongs to another account.

## Fix
Log in before, with a secret that may write; give the job `permissions: packages: write`; skip pushing where
there are no secrets.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="registry-denied",
    category=Category.PERMISSION_SECRET,
    title="The image registry refuses access: credentials are missing or too weak",
    log=refused("registry-denied"),
    key=("tool",),
    explains=("step-error", "secret-missing"),
    fixers=(
        Fixer(
            "Log in with credentials that may do this, and give the job `packages: write` for ghcr.io",
            Safety.ADVICE,
        ),
    ),
)
