"""The job's token lacks a permission, or the account has no right to do it.

## Why
A workflow gets a token with few permissions; pull requests from forks get a read-only one. Writing contents,
issues, packages or pull requests must be allowed in `permissions:`.

## Fix
Add the permission that the step needs to the job, for example `permissions: { contents: write }`, or do this
step only where there is a token that may.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Said

RULE = Rule(
    id="token-lacks-permission",
    category=Category.PERMISSION_SECRET,
    title="The token of the job may not do this: {what}",
    log=(
        Said(
            r"(?P<what>Resource not accessible by (?:integration|personal access token))", "not accessible by"
        ),
        Said(r"(?P<what>Permission to \S+ denied to [\w\[\]-]+)", "Permission to "),
        Said(r"(?P<what>Write access to repository not granted)", "rite access to repository"),
        Said(r"(?P<what>refusing to allow a [\w ]+ to create or update workflow)", "refusing to allow a"),
        Said(
            r"(?P<what>GitHub Actions is not permitted to (?:create or )?approve pull requests)",
            "is not permitted to",
        ),
        Said(r"(?P<what>Must have admin rights to Repository)", "ust have admin rights"),
        Said(r"(?P<what>installation not allowed to Write organization package)", "installation not allowed"),
        Said(r"(?P<what>denied: permission_denied: \w+)", "permission_denied"),
        Said(r"(?P<what>Credentials could not be loaded)", "Credentials could not be loaded"),
        Said(r"(?P<what>Unable to get ACTIONS_ID_TOKEN_REQUEST_URL)", "ACTIONS_ID_TOKEN_REQUEST_URL"),
        Said(
            r"(?P<what>Not authorized to perform sts:AssumeRoleWithWebIdentity)", "AssumeRoleWithWebIdentity"
        ),
    ),
    key=("what",),
    explains=("git-*", "download-interrupted"),
    fixers=(
        Fixer("Give the job the permission it needs, and no other: `permissions:` in the job", Safety.ADVICE),
    ),
)
