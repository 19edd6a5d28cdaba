"""A step calls a program that its environment does not have.

## Why
It was never installed in this job, is installed in another environment, or its folder is not on `PATH`.

## Fix
Install it in a step before, call it through the environment that has it (`uv run`, `poetry run`, `npx`), or
append its folder to `$GITHUB_PATH`.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said

RULE = Rule(
    id="command-not-found",
    category=Category.MISSING_TOOL,
    title="The command {program} is not there",
    log=(
        Said(
            r"^(?:.{0,80}?(?:line \d+: |\.sh: |: \d+: |\b(?:ba|z|)sh: |env: ))?[‘'`]?(?P<program>[\w./+@-]{1,80})['’`]?: (?:command )?not found$",
            ": not found",
        ),
        Said(
            r"^(?:.{0,80}?(?:line \d+: |\.sh: |: \d+: |\b(?:ba|z|)sh: |env: ))?[‘'`]?(?P<program>[\w./+@-]{1,80})['’`]?: command not found$",
            "command not found",
        ),
        Said(r"\bzsh:(?:\d+:)? command not found: (?P<program>\S+)", "command not found: "),
        Said(
            r"^(?:/usr/bin/)?env: [‘'`]?(?P<program>[\w./+-]+)['’`]?: No such file or directory",
            "No such file or directory",
        ),
        Said(r"The (?:term|name) '(?P<program>[^']+)' is not recognized as", "is not recognized as"),
        Said(
            r"'(?P<program>[\w.-]+)' is not recognized as an internal or external command",
            "is not recognized as",
        ),
        Said(
            r"make(?:\[\d+\])?: (?P<program>[\w./-]+): (?:No such file or directory|Command not found)",
            ("No such file or directory", "Command not found"),
        ),
        Said(r"""[Ee]xecutable [`'\"]?(?P<program>[\w.-]+)[`'\"]? not found""", "xecutable "),
        Said(r"exec: \"(?P<program>[\w./-]+)\": executable file not found", "executable file not found"),
        Said(r"spawn (?P<program>[\w./-]+) ENOENT", "ENOENT"),
        Said(
            r"(?i)\b(?P<program>[\w.+-]{2,40}) (?:is |was )?not (?:found|available|installed)(?:,? (?:in|on)) (?:the |your |\$)?PATH\b",
            (" PATH", " $PATH"),
        ),
    ),
    key=("program",),
    explains=("uncaught-exception",),
)
