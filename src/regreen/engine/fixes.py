"""The fixes a rule offers for one match, with their diffs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from regreen.engine.facts import Facts
from regreen.engine.providers import has_repository
from regreen.model.finding import Fix
from regreen.model.text import Edit, Source, Span
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
    if not has_repository(facts):
        return
    edits = _behind_links(tuple(facts.call(fixer.edits, f"rule '{rule.id}'", match=match)), facts)
    if edits:
        yield Fix(title, fixer.safety, edits=edits, diff=_diff(facts, edits), commands=commands)


def _behind_links(edits: tuple[Edit, ...], facts: Facts) -> tuple[Edit, ...]:
    """The edits at the files that symbolic links lead to, each once; none where one leads out of the tree."""
    tree = facts.get("tree", "a fix")
    assert isinstance(tree, Tree)
    found: dict[Edit, None] = {}
    for edit in edits:
        path = edit.span.path
        real = tree.resolve(path)
        if not real:
            return ()
        moved = edit if real == path else Edit(Span(real, edit.span.start, edit.span.end), edit.old, edit.new)
        found[moved] = None
    return tuple(found)


def _filled(template: str, data: Mapping[str, str]) -> str:
    for name, value in data.items():
        template = template.replace("{" + name + "}", value)
    return template


def _diff(facts: Facts, edits: tuple[Edit, ...]) -> str:
    """The edits as a diff of the repository; of the run's own workflow file as it was then."""
    tree, workflow = facts.get("tree", "a fix"), facts.get("workflow", "a fix")
    assert isinstance(tree, Tree)
    sources = {edit.span.path: tree.source(edit.span.path) for edit in edits}
    if isinstance(workflow, Source) and workflow.path in sources:
        sources[workflow.path] = workflow
    return diff({path: source for path, source in sources.items() if source is not None}, edits)
