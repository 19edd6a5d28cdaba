"""A linter has only warnings, and more of them than the command allows.

## Why
`--max-warnings` makes the linter fail although no rule is an error. The limit was reached by a new warning.

## Fix
Correct the warnings that the change adds. Raising the limit lets them grow.
"""

from __future__ import annotations

from collections.abc import Iterator

from regreen.logs.gates import Gates
from regreen.rule import Category, Fixer, Match, Rule, Safety, Tier
from regreen.rules._gates import objection


def limited(gates: Gates) -> Iterator[Match]:
    """Linters that failed for the number of their warnings."""
    for gate in gates.of(Category.LINT):
        if gate.subject == "max-warnings":
            yield objection(gate, "has more warnings than the command allows")


RULE = Rule(
    id="linter-warnings-limit",
    category=Category.LINT,
    title="{tool} has more warnings than the command allows",
    log=limited,
    key=("tool", "codes"),
    tier=Tier.TOOL,
    fixers=(Fixer("Correct the warnings", Safety.ADVICE, commands=("{remedy}",)),),
)
