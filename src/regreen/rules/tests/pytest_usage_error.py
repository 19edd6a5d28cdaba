"""pytest refuses its configuration or command line.

## Why
A key of the configuration does not exist in this version, a value is malformed, a filter names a warning
that cannot be imported, or `minversion` asks for a newer pytest.

## Fix
The message names file and key. Compare with the version of pytest that the job installs.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Match, Matches, Refusal, Rule, Safety, Signals, Tier


def refused(signals: Signals) -> Matches:
    """What pytest says."""
    for refusal in signals.of(Refusal):
        if refusal.tool == "pytest" and refusal.kind in ("usage", "exit"):
            yield Match(lines=refusal.lines, data={"text": refusal.text})


RULE = Rule(
    id="pytest-usage-error",
    category=Category.OTHER,
    title="pytest refuses: {text}",
    log=refused,
    explains=("no-tests-collected", "coverage-below-*"),
    tier=Tier.TOOL,
    fixers=(
        Fixer(
            "See the version and the configuration that pytest reads",
            Safety.ADVICE,
            commands=("pytest --version", "pytest --collect-only -q"),
        ),
    ),
)
