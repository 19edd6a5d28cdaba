"""The runner says that a step ended with an exit code other than 0.

This is never a cause: something in the step failed, and the code only repeats it.

## Why
Every failing `run:` step ends with this line.

## Fix
Look at what the step printed before.
"""

from __future__ import annotations

from regreen.rule import Category, ExitCode, Match, Matches, Rule, Signals, Tier


def exits(signals: Signals) -> Matches:
    """The wrapper line of each failed step."""
    for exit_code in signals.of(ExitCode):
        yield Match(lines=(exit_code.line,), data={"code": str(exit_code.code)})


RULE = Rule(
    id="step-exit-code",
    category=Category.OTHER,
    title="A step ended with exit code {code}",
    log=exits,
    tier=Tier.WRAPPER,
)
