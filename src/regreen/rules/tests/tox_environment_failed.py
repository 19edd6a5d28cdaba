"""tox or nox say that an environment failed; what failed is told by the command they ran.

## Why
This line only repeats that a command ended badly. The reason stands above it, in the words of that command.

## Fix
Look at the command's own output. Run it alone: `tox -e ENV` or `nox -s SESSION`.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Match, Matches, Refusal, Rule, Safety, Signals, Tier


def failed(signals: Signals) -> Matches:
    """One match for each environment of each step."""
    groups: dict[tuple[object, str], list[Refusal]] = {}
    for refusal in signals.of(Refusal):
        if refusal.tool == "tox" and refusal.kind == "environment-failed":
            groups.setdefault((signals.place(refusal.line).key, refusal.subject), []).append(refusal)
    for members in groups.values():
        lines = tuple(refusal.line for refusal in members)
        yield Match(lines=lines[:5], claims=lines, data={"env": members[0].subject or "An environment"})


RULE = Rule(
    id="tox-environment-failed",
    category=Category.OTHER,
    title="{env} failed under tox or nox",
    log=failed,
    key=("env",),
    tier=Tier.WRAPPER,
    fixers=(Fixer("Run the environment alone", Safety.ADVICE, commands=("tox -e {env}",)),),
)
