"""Source that the linter of CI refuses, seen without running it.

Rules of pyflakes and pycodestyle (also as ruff has them) and a few of pylint that a file alone decides: imports and variables that nobody
uses, names that are defined nowhere, comparisons with None, lines that are too long, blanks at their end. Which codes
count is read from the options of the call and from the linter's configuration; `noqa` is heard.

## Why
A change left an import behind, or was never looked at by the linter on the developer's machine.

## Fix
Remove what is not used, or write `# noqa: CODE` with a reason beside it. `ruff check --fix` repairs most of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, Fixer, Matches, Rule, Safety
from regreen.rules._style import refused, repairs

if TYPE_CHECKING:
    from regreen.project.probed import ToolReport
    from regreen.project.style.report import StyleReport
    from regreen.project.tree import Tree


def objected(
    style_reports: tuple[StyleReport, ...], tool_reports: tuple[ToolReport, ...], tree: Tree
) -> Matches:
    """Files to which linters object."""
    return refused(style_reports, tool_reports, tree, frozenset({"ruff", "flake8", "pylint"}), "objects to")


RULE = Rule(
    id="source-against-linter",
    category=Category.LINT,
    title="{tool} objects to {path}",
    find=objected,
    key=("tool", "codes", "where"),
    fixers=(
        Fixer("Remove what is not used", Safety.SAFE, repairs),
        Fixer("Run the linter locally and fix what it names", Safety.ADVICE, commands=("{remedy}",)),
    ),
)
