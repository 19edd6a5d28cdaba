"""A pre-commit hook failed and says so in its own words.

## Why
The hook runs a check of its own on the files and is not content with them; what it printed follows its name.

## Fix
Run that hook alone on all files and correct what it names.
"""

from __future__ import annotations

from collections.abc import Iterator

from regreen.rule import Category, Fixer, Match, Rule, Safety, Signals, Tier
from regreen.rules._hooks import failed_hooks, hook_match, raised_in


def failing(signals: Signals) -> Iterator[Match]:
    """Hooks that failed without changing files, and whose output no parser knows."""
    for verdict in failed_hooks(signals, changed=False):
        told = [line for line in verdict.also if not line.text.lstrip().startswith("- ")]
        details = [line for line in verdict.also if line not in told]
        lines = (*raised_in(signals, verdict), *told[:1], verdict.line, *details, *told[1:])
        yield hook_match(verdict, lines, f"The hook {verdict.subject} fails")


RULE = Rule(
    id="hook-failed",
    category=Category.LINT,
    title="The hook {hook} fails",
    log=failing,
    key=("hook",),
    tier=Tier.TOOL,
    fixers=(Fixer("Run the hook alone", Safety.ADVICE, commands=("pre-commit run {hook} --all-files",)),),
)
