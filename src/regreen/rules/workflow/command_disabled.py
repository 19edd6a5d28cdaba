"""The step uses a workflow command that GitHub has disabled.

## Why
`::set-env`, `::add-path`, `::set-output` and `::save-state` were replaced by files.

## Fix
Append to `$GITHUB_ENV`, `$GITHUB_PATH`, `$GITHUB_OUTPUT` or `$GITHUB_STATE` instead.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said

RULE = Rule(
    id="command-disabled",
    category=Category.DEPRECATED_ACTION,
    title="The workflow command {command} was disabled",
    log=(
        Said(
            r"The [`']?(?P<command>set-env|add-path|set-output|save-state)[`']? command is (?:disabled|deprecated and will be disabled)",
            "command is disabled",
        ),
    ),
    explains=("output-file-format",),
)
