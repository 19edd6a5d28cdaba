"""The operating system's package manager does not have a package.

## Why
The lists were not fetched (`apt-get update`), the package has another name on this release (`libasound2`
became `libasound2t64` with Ubuntu 24.04), was dropped, or its repository is not configured. `ubuntu-latest`
moves to a new release every two years.

## Fix
Run `apt-get update` before, use the name of this release, or pin the image (`runs-on: ubuntu-22.04`).
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="system-package-missing",
    category=Category.DEPENDENCY_RESOLUTION,
    title="The system has no package {subject}",
    log=refused("system-package-missing", "signing-key-missing", tolerated=True),
    key=("subject",),
    explains=(*NOT_INSTALLED, "system-packages-conflict"),
    fixers=(
        Fixer(
            "Fetch the lists first and look for the present name",
            Safety.ADVICE,
            commands=("sudo apt-get update", "apt-cache search NAME"),
        ),
    ),
)
