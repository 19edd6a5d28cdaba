"""A package index, a registry or another server was not reached, or broke off.

## Why
Time-outs, resets, names that do not resolve, and answers of the 500 kind come and go. The code of the change
has no part in it.

## Fix
Run the job again. Where it happens often, give that one step retries (`pip --retries`, `curl --retry`) or a
cache; nothing else needs them.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Tier
from regreen.rules._refused import NOT_INSTALLED, refused

RULE = Rule(
    id="download-failed",
    category=Category.FLAKY_NETWORK,
    title="A download failed for reasons of the network",
    log=refused("download-failed", together=True),
    key=("tool",),
    explains=(*NOT_INSTALLED, "npm-package-not-found", "rate-limited"),
    tier=Tier.TOOL,
    fixers=(Fixer("Run the failed jobs again", Safety.ADVICE, commands=("gh run rerun --failed",)),),
)
