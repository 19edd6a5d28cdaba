"""Cargo runs in a folder that is no Rust project.

## Why
The crate lives in a sub-folder, or was not committed.

## Fix
Set `working-directory:`, or pass `--manifest-path`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="cargo-project-missing",
    category=Category.MISSING_FILE,
    title="There is no Cargo.toml in {subject}",
    log=refused("not-a-cargo-project"),
    key=("subject",),
    explains=("step-error",),
    fixers=(Fixer("Set `working-directory:` to the crate's folder", Safety.ADVICE),),
)
