"""An installer is given a file or folder that the checkout does not have.

## Why
The file was renamed, never committed or ignored, or the step runs in another folder than the file is in.

## Fix
Correct the path or the `working-directory`, or commit the file.
"""

from __future__ import annotations

from regreen.project.paths.kind import Kind
from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._paths import absent, by_case, moved, restored
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="requirements-file-missing",
    category=Category.MISSING_FILE,
    title="The file {subject} to install from is not in the checkout",
    log=refused("requirements-file-missing", "path-dependency-missing", tolerated=True),
    find=absent(Kind.REQUIREMENTS, Kind.MANIFEST, key="subject"),
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer("Write the path as git has it", Safety.SAFE, by_case),
        Fixer("Write the path of the file that took its place", Safety.UNSAFE, moved),
        Fixer("Bring the file back as it was", Safety.UNSAFE, restored),
        Fixer("Look what the checkout has", Safety.ADVICE, commands=("git ls-files '*requirements*'",)),
    ),
)
