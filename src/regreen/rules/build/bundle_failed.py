"""Vite, Rollup, esbuild, webpack or Next.js cannot build the front end.

## Why
An import does not resolve (the package is not declared, or the file's name differs in upper and lower case,
which some laptops do not mind), or the code has an error that only the production build checks.

## Fix
Correct the import or declare the package. For names compare with `git ls-files`, not with the folder.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="bundle-failed",
    category=Category.BUILD_COMPILE,
    title="The bundler failed: {text}",
    log=refused("bundle-failed", together=True),
    key=("subject", "text"),
    explains=("step-error", "npm-script-failed"),
    fixers=(
        Fixer(
            "Compare the imported path with the committed name",
            Safety.ADVICE,
            commands=("git ls-files | grep -i NAME",),
        ),
    ),
)
