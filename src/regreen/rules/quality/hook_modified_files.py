"""A pre-commit hook rewrote files: what was committed is not as the hook leaves it.

## Why
Somebody committed without the hooks being installed (`pre-commit install`), with other versions of them, or through
the web page. In the job every hook runs on all files, and one that changes a file fails.

## Fix
Run the hooks on all files and commit what they change. Nothing has to be decided: the hook has made the change.
"""

from __future__ import annotations

from collections.abc import Iterator

from regreen.rule import Category, Fixer, Match, Rule, Safety, Signals, Tier
from regreen.rules._hooks import MODIFIED, failed_hooks, hook_match


def rewriting(signals: Signals) -> Iterator[Match]:
    """Hooks that changed files and object to nothing that is left."""
    for verdict in failed_hooks(signals, changed=True):
        said = [line for line in verdict.also if MODIFIED in line.text]
        told = [line for line in verdict.also if not line.text.lstrip().startswith("- ")]
        lines = (verdict.line, *said, *told[:2])
        yield hook_match(verdict, lines, f"The hook {verdict.subject} changes files that were committed")


RULE = Rule(
    id="hook-modified-files",
    category=Category.FORMAT,
    title="The hook {hook} changes files that were committed",
    log=rewriting,
    key=("hook",),
    tier=Tier.TOOL,
    fixers=(
        Fixer(
            "Run the hooks on all files and commit what they change",
            Safety.ADVICE,
            commands=("pre-commit run {hook} --all-files", "git commit --all"),
        ),
    ),
)
