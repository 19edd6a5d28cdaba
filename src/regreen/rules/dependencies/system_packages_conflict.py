"""The operating system's package manager stops: packages exclude each other, or one cannot be set up.

## Why
A third-party repository offers packages for another release, versions are held, another process holds the
lock (automatic updates of the image), or the script of a package failed.

## Fix
Read the `Depends:` lines above. Remove the foreign repository, or wait for the lock (`-o
DPkg::Lock::Timeout=120`).
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="system-packages-conflict",
    category=Category.DEPENDENCY_RESOLUTION,
    title="The system's packages cannot be installed together",
    log=refused(
        "system-packages-conflict",
        "system-package-failed",
        "system-package-lock",
        together=True,
        tolerated=True,
    ),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "See who holds what",
            Safety.ADVICE,
            commands=("apt-mark showhold", "apt-get install --simulate NAME"),
        ),
    ),
)
