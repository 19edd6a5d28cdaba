"""A step runs a file that git does not have as executable.

## Why
The executable bit was not committed; on Windows it never is.

## Fix
Commit the bit, or call the interpreter: `bash script.sh`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Said

RULE = Rule(
    id="file-not-executable",
    category=Category.PERMISSION_SECRET,
    title="{path} may not be executed",
    log=(
        Said(
            r"^(?:.{0,80}?(?:line \d+: |: \d+: |bash: |sh: ))(?P<path>[^\s:]{1,200}): Permission denied$",
            "Permission denied",
        ),
    ),
    key=("path",),
    fixers=(
        Fixer("Commit the executable bit", Safety.ADVICE, commands=("git update-index --chmod=+x {path}",)),
    ),
)
