"""The rules of an environment forbid the job to deploy.

## Why
The environment takes deployments from certain branches or tags only, or a reviewer or another protection rule
said no. The job never ran.

## Fix
Deploy from a branch that the environment allows, or change its deployment branches and protection rules in the
settings of the repository. Let the job run on those branches only: `if: github.ref == 'refs/heads/main'`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Said

RULE = Rule(
    id="deployment-not-allowed",
    category=Category.PERMISSION_SECRET,
    title="The job may not deploy: {what}",
    log=(
        Said(
            r"""(?P<what>(?:Branch|Tag) ["']?[^"'\s]{1,200}["']? is not allowed to deploy to (?P<environment>\S{1,100}))""",
            "is not allowed to deploy to",
        ),
        Said(r"(?P<what>The deployment was rejected)", "deployment was rejected"),
    ),
    fixers=(
        Fixer(
            "Deploy from a branch that the environment allows, or change its protection rules",
            Safety.ADVICE,
            commands=("gh api repos/{owner}/{repo}/environments",),
        ),
    ),
)
