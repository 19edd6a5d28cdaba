"""tox or nox cannot run an environment as it is configured.

## Why
The command is not in `allowlist_externals`, the interpreter of the environment is not installed in the job,
or the environment named in the workflow does not exist in the configuration.

## Fix
Install the Python of the environment with actions/setup-python, allow the external command, or correct the
name.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Match, Matches, Refusal, Rule, Safety, Signals


def refused(signals: Signals) -> Matches:
    """What they refuse."""
    for refusal in signals.of(Refusal):
        if refusal.tool == "tox" and refusal.kind != "environment-failed":
            data = {"text": refusal.text, "kind": refusal.kind, "subject": refusal.subject}
            yield Match(lines=refusal.lines, data=data, category=refusal.category)


RULE = Rule(
    id="tox-refused",
    category=Category.WORKFLOW_CONFIG,
    title="{text}",
    log=refused,
    key=("kind", "subject"),
    explains=("tox-environment-failed", "no-tests-collected"),
    fixers=(Fixer("See which environments there are", Safety.ADVICE, commands=("tox list", "nox --list")),),
)
