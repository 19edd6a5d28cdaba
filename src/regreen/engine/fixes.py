"""The fixes a rule offers for one match, with their diffs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from regreen.engine.facts import Facts
from regreen.model.finding import Fix
from regreen.model.text import Edit
from regreen.patch.diff import diff
from regreen.project.tree import Tree
from regreen.rule import Fixer, Match, Rule


def fixes_of(rule: Rule, match: Match, facts: Facts) -> tuple[Fix, ...]:
    """Fixes that have something to say, the safest first."""
    fixes = (fix for fixer in rule.fixers for fix in _fix(rule, fixer, match, facts))
    return tuple(sorted(fixes, key=lambda fix: fix.safety))


def _fix(rule: Rule, fixer: Fixer, match: Match, facts: Facts) -> Iterator[Fix]:
    title = _filled(fixer.title, match.data)
    commands = tuple(_filled(command, match.data) for command in fixer.commands)
    if fixer.edits is None:
        yield Fix(title, fixer.safety, commands=commands)
        return
    edits = tuple(facts.call(fixer.edits, f"rule '{rule.id}'", match=match))
    if edits:
        tree = facts.get("tree", f"rule '{rule.id}'")
        assert isinstance(tree, Tree)
        yield Fix(title, fixer.safety, edits=edits, diff=_diff(tree, edits), commands=commands)


def _filled(template: str, data: Mapping[str, str]) -> str:
    for name, value in data.items():
        template = template.replace("{" + name + "}", value)
    return template


def _diff(tree: Tree, edits: tuple[Edit, ...]) -> str:
    sources = {edit.span.path: tree.source(edit.span.path) for edit in edits}
    return diff({path: source for path, source in sources.items() if source is not None}, edits)
