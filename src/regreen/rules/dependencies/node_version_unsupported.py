"""An install stops because `engines` excludes the Node.js of the job.

## Why
The job sets up an older (or newer) version than a package declares, and engines are checked strictly.

## Fix
Set up a version that fits (`node-version:`), in the workflow as in `engines` and `.nvmrc`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="node-version-unsupported",
    category=Category.WORKFLOW_CONFIG,
    title="A package does not support the job's Node.js",
    log=refused("node-version-unsupported", tolerated=True),
    key=("subject", "text"),
    explains=NOT_INSTALLED,
    fixers=(Fixer("Raise `node-version:` to one that the package supports", Safety.ADVICE),),
)
