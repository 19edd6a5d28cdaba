"""An installer is pointed at a folder without `pyproject.toml` or `setup.py`.

## Why
The step runs in another folder than the project is in, the project's file was not committed or not copied
into the image, or the project has never been made installable (requirements files only).

## Fix
Set `working-directory`, copy the file, or install the requirements instead of the project (`pip install -r
requirements.txt`).
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="not-a-python-project",
    category=Category.PACKAGING_CONFIG,
    title="There is no Python project where {tool} looks for one",
    log=refused("not-a-python-project", tolerated=True),
    key=("tool",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer(
            "Run the step in the project's folder (`working-directory:`), or install from the requirements file",
            Safety.ADVICE,
        ),
    ),
)
