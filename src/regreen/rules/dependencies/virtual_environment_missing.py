"""`uv pip` installs into virtual environments only, unless it is told otherwise.

## Why
Where pip takes whatever Python it finds, uv wants an environment: none was made or activated in this job.

## Fix
Make one (`uv venv`) or install into the job's Python with `--system` (or `UV_SYSTEM_PYTHON=1`).
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="virtual-environment-missing",
    category=Category.WORKFLOW_CONFIG,
    title="uv is to install, and there is no virtual environment",
    log=refused("no-virtual-environment", tolerated=True),
    explains=NOT_INSTALLED,
    fixers=(Fixer("Make an environment, or install with `--system`", Safety.ADVICE, commands=("uv venv",)),),
)
