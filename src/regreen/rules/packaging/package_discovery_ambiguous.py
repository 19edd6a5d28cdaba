"""A build back end finds several candidates for the package, or none.

## Why
setuptools refuses a flat layout with more than one top-level folder, since it would ship `tests`, `scripts`
or `data` as packages; a new folder at the root is enough. hatchling looks for a folder named like the
project.

## Fix
Name the packages: `[tool.setuptools] packages = ["shop"]` (or `packages.find`),
`[tool.hatch.build.targets.wheel] packages = ["src/shop"]`; or move the package below `src/`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="package-discovery-ambiguous",
    category=Category.PACKAGING_CONFIG,
    title="The build back end cannot tell which folders are the package",
    log=refused("package-discovery-ambiguous", tolerated=True),
    explains=(*NOT_INSTALLED, "package-build-failed"),
    fixers=(Fixer("Name the packages in pyproject.toml, or use a `src/` layout", Safety.ADVICE),),
)
