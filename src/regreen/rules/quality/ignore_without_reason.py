"""A comment ignores a finding and does not say why.

## Why
`# regreen: ignore[rule-id] reason` says that a finding is none here. Without the reason nobody can tell later whether
it still holds, so the comment has no effect.

## Fix
Write the reason behind the bracket, or remove the comment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.tree import Tree


def unreasoned(tree: Tree) -> Matches:
    """Every comment without a reason or without a rule."""
    from regreen.project.inline import inline_ignores

    for found in inline_ignores(tree):
        if not found.reason or not found.rules:
            place = FileEvidence(found.path, found.line, found.column, found.text)
            missing = "reason" if found.rules else "rule"
            data = {"rules": ", ".join(found.rules) or "no rule", "missing": missing, "file": found.path}
            yield Match(places=(place,), data=data)


RULE = Rule(
    id="ignore-without-reason",
    category=Category.OTHER,
    title="A comment that ignores {rules} names no {missing} and has no effect",
    find=unreasoned,
    severity=Severity.WARNING,
    fixers=(Fixer("Write the reason behind the bracket, or remove the comment", Safety.ADVICE),),
)
