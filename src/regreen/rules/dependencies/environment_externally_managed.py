"""An installer refuses to touch the operating system's own Python (PEP 668).

## Why
The step uses the Python of the image (Debian, Ubuntu 24.04, Homebrew), which is marked as managed by its
package manager. It worked on older images.

## Fix
Set a Python up (`actions/setup-python`, `setup-uv`) or make a virtual environment first.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="environment-externally-managed",
    category=Category.WORKFLOW_CONFIG,
    title="The system's Python refuses to be installed into",
    log=refused("environment-externally-managed", tolerated=True),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Install into a virtual environment",
            Safety.ADVICE,
            commands=("python3 -m venv .venv", 'echo "$PWD/.venv/bin" >> "$GITHUB_PATH"'),
        ),
    ),
)
