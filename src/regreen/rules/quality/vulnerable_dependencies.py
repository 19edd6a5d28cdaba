"""Dependencies have published vulnerabilities.

## Why
An advisory was published for a version that the project pins or resolves to. That happens without any change of the
project: yesterday this job was green.

## Fix
Raise the package to a version that the advisory names as fixed. Where there is none yet, ignore that one advisory by
its id, with a date on which to look again.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._gates import objections

RULE = Rule(
    id="vulnerable-dependencies",
    category=Category.SECURITY_SCAN,
    title="{tool} knows vulnerabilities of installed packages",
    log=objections(
        Category.SECURITY_SCAN,
        says="reports # known vulnerabilities of dependencies",
        tools=("pip-audit", "safety", "npm audit", "vulnerability scanner"),
    ),
    key=("tool", "codes", "where", "subject"),
    tier=Tier.TOOL,
    fixers=(
        Fixer(
            "Show the vulnerable packages and the versions that fix them",
            Safety.ADVICE,
            commands=("{remedy}",),
        ),
    ),
)
