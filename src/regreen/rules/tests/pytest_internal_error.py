"""pytest itself, or one of its plugins, raised an exception.

## Why
A hook of a plugin (coverage, xdist, asyncio) or of a conftest failed. Plugins that do not know the
installed pytest are the usual reason.

## Fix
The last `INTERNALERROR>` line is the exception; the file in the frame above it says whose hook it was.
Upgrade that plugin, or cap pytest.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Match, Matches, Refusal, Rule, Safety, Signals, Tier


def internal(signals: Signals) -> Matches:
    """The exception of each internal error."""
    for refusal in signals.of(Refusal):
        if refusal.tool == "pytest" and refusal.kind == "internal-error":
            yield Match(lines=refusal.lines, data={"text": refusal.text})


RULE = Rule(
    id="pytest-internal-error",
    category=Category.OTHER,
    title="pytest broke off with an internal error: {text}",
    log=internal,
    explains=("no-tests-collected", "tests-failed-unnamed", "coverage-below-*"),
    tier=Tier.TOOL,
    fixers=(
        Fixer(
            "See which plugins are loaded, and leave them out one by one",
            Safety.ADVICE,
            commands=("pytest -p no:PLUGIN",),
        ),
    ),
)
