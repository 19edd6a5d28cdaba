"""A source distribution imports a module while it is being built, and the build environment does not have it.

## Why
Its `setup.py` imports `numpy`, `torch`, `pkg_resources` or the like without declaring it in `build-
system.requires`. Builds are isolated, so what the job has installed does not count; newer versions of
setuptools no longer have `pkg_resources`, Python 3.12 no longer has `distutils`.

## Fix
Take a release that has a wheel or declares its build requirements. Else install the module first and build
without isolation, or constrain the build (`PIP_CONSTRAINT` with `setuptools<81`).
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="build-requirement-missing",
    category=Category.DEPENDENCY_RESOLUTION,
    title="Building {package} needs {subject}, which its build environment does not have",
    log=refused("build-requirement-missing", tolerated=True),
    key=("subject", "package"),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Prefer a release with a wheel; else build it without isolation",
            Safety.ADVICE,
            commands=("pip install {subject}", "pip install --no-build-isolation {package}"),
        ),
    ),
)
