"""A formatter cannot parse a file.

## Why
The file has a syntax error or left-over conflict markers, or uses syntax that is newer than the formatter or the Python
version that it is told to expect.

## Fix
Correct the syntax. If Python itself accepts the file, raise the version of the formatter or its target version.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="file-not-parsed",
    category=Category.FORMAT,
    title="{tool} cannot parse {subject}",
    log=refused(
        "checker-parse",
    ),
    key=("tool", "subject"),
    fixers=(Fixer("Let Python show the error", Safety.ADVICE, commands=("python -m py_compile {subject}",)),),
)
