"""A step wrote a line to `$GITHUB_OUTPUT` or `$GITHUB_ENV` that is not `name=value`.

## Why
A value with several lines needs the form with a delimiter (`name<<EOF`, the lines, `EOF`). A command that
prints two lines where one was expected does it, too.

## Fix
Use the delimiter form, or make the command print one line.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Said

RULE = Rule(
    id="output-file-format",
    category=Category.WORKFLOW_SYNTAX,
    title="A value written to $GITHUB_OUTPUT or $GITHUB_ENV has a format that the runner refuses",
    log=(
        Said(r"^##\[error\]Invalid format '", "Invalid format '"),
        Said(
            r"^##\[error\]Unable to process file command '(?:output|env|path|state)' successfully",
            "Unable to process file command",
        ),
        Said(
            r"^##\[error\](?:Error: )?Invalid value\. Matching delimiter not found",
            "Matching delimiter not found",
        ),
    ),
    fixers=(
        Fixer(
            "Write values of several lines with a delimiter",
            Safety.ADVICE,
            commands=('{ echo "name<<EOF"; command; echo EOF; } >> "$GITHUB_OUTPUT"',),
        ),
    ),
)
