"""A Dockerfile copies a file that the build context does not have, or is itself not where it is looked for.

## Why
The context is another folder than the path was written for, the file is not committed (built or ignored files
exist on laptops only), or `.dockerignore` leaves it out.

## Fix
Correct the path or the context, commit the file or build it in a step before, or take it out of
`.dockerignore`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="copy-source-missing",
    category=Category.MISSING_FILE,
    title="The image build wants {subject}, which is not in its context",
    log=refused("copy-source-missing"),
    key=("subject",),
    explains=("step-error", "image-build-step-failed", "image-not-found"),
    fixers=(
        Fixer(
            "See whether the file is committed and not ignored",
            Safety.ADVICE,
            commands=("git ls-files --error-unmatch {subject}",),
        ),
    ),
)
