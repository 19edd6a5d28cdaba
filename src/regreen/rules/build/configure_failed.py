"""CMake, Meson, maturin or a configure script stops before anything is compiled.

## Why
A library or program that the build looks for is not installed, or too old or too new for it (CMake 4 refuses
projects that ask for compatibility below 3.5).

## Fix
Install the development package of what is named, or pin the build tool.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="configure-failed",
    category=Category.BUILD_COMPILE,
    title="The configuration of the build failed: {text}",
    log=refused("configure-failed"),
    key=("subject", "text"),
    explains=(*NOT_INSTALLED, "build-prerequisite-missing"),
    fixers=(Fixer("Install what is named, with its development files, before the build", Safety.ADVICE),),
)
