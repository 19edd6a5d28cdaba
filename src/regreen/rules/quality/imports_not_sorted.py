"""Imports do not stand in the order that the import sorter wants.

## Why
An import was added where it was convenient, or the sorter takes a first-party module for a third-party one because
it runs in another folder or environment than on the developer's machine.

## Fix
Let the sorter rewrite the files. If it changes nothing locally, name the project's packages in its configuration
(`known_first_party`, `src_paths`), so that the answer does not depend on where it runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.logs.gates import Gates
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Tier
from regreen.rules import _style
from regreen.rules._gates import objection
from regreen.rules._reports import repairs, reported

if TYPE_CHECKING:
    from regreen.project.probed import ToolReport
    from regreen.project.style.report import StyleReport
    from regreen.project.tree import Tree

_asked = reported("isort", says="wants the imports of # file(s) sorted")


def unsorted(gates: Gates) -> Iterator[Match]:
    """Isort's complaints, and ruff's where it has no other."""
    for gate in gates.of(Category.LINT):
        if gate.tool == "isort" or gate.codes == "I001":
            match = objection(
                gate, "wants the imports of # files sorted" if gate.count > 1 else "wants imports sorted"
            )
            remedy = "isort ." if gate.tool == "isort" else "ruff check --select I --fix"
            yield Match(
                lines=match.lines,
                claims=match.claims,
                count=match.count,
                data={**match.data, "remedy": remedy},
                title=match.title,
            )


def misplaced(
    style_reports: tuple[StyleReport, ...], tool_reports: tuple[ToolReport, ...], tree: Tree
) -> Matches:
    """What isort says where it was asked; else what its options and the files decide."""
    yield from _asked(tool_reports, tree)
    yield from _style.refused(
        style_reports, tool_reports, tree, frozenset({"isort"}), "wants imports sorted in"
    )


def mended(
    match: Match, style_reports: tuple[StyleReport, ...], tool_reports: tuple[ToolReport, ...], tree: Tree
) -> Iterator[Edit]:
    """The repairs of isort where it was asked, else the imports in order."""
    if any(report.tool == "isort" for report in tool_reports):
        yield from repairs(match, tool_reports)
    else:
        yield from _style.repairs(match, style_reports, tree)


RULE = Rule(
    id="imports-not-sorted",
    category=Category.LINT,
    title="{tool} wants imports sorted in {path}",
    log=unsorted,
    find=misplaced,
    key=("tool", "where"),
    tier=Tier.TOOL,
    fixers=(
        Fixer("Put the imports in order", Safety.SAFE, mended),
        Fixer("Sort the imports", Safety.ADVICE, commands=("{remedy}",)),
    ),
)
