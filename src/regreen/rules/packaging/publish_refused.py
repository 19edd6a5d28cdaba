"""The index or the uploading tool does not accept the distribution files.

## Why
The metadata are invalid or of a version the uploader does not know (an old twine with a new build back end),
the description does not render, the version is local (`1.0+g12ab`), or there are no files at all.

## Fix
Check before uploading (`twine check --strict dist/*`), update the uploader, and build in the same job or pass
`dist/` on as an artifact.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._refused import refused

RULE = Rule(
    id="publish-refused",
    category=Category.PACKAGING_CONFIG,
    title="The index refuses the upload: {text}",
    log=refused("publish-refused", "publish-nothing"),
    key=("text",),
    tier=Tier.TOOL,
    fixers=(Fixer("Check what is to be uploaded", Safety.ADVICE, commands=("twine check --strict dist/*",)),),
)
