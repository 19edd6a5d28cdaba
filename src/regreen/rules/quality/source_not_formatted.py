"""Source that the formatter of CI would rewrite, seen without running it.

The files that the formatter's step covers (its operands and exclusions, a hook's patterns) hold places that the
documented style of black or of ruff's formatter does not leave: blanks, quotes, blank lines, a call that is broken
although it fits on a line, or one that is too long.

## Why
Somebody committed without running the formatter. Its step then says "would reformat" and fails.

## Fix
Run the formatter in the version of the job and commit what it changes. Where all of a file's places are simple, the
fix writes them as the formatter would. A pre-commit hook keeps it from happening.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, Fixer, Matches, Rule, Safety
from regreen.rules._style import refused, repairs

if TYPE_CHECKING:
    from regreen.project.probed import ToolReport
    from regreen.project.style.report import StyleReport
    from regreen.project.tree import Tree

_TOOLS = frozenset({"black", "ruff format", "trailing-whitespace", "end-of-file-fixer"})


def drifted(
    style_reports: tuple[StyleReport, ...], tool_reports: tuple[ToolReport, ...], tree: Tree
) -> Matches:
    """Files that formatters would rewrite."""
    return refused(style_reports, tool_reports, tree, _TOOLS, "would rewrite")


RULE = Rule(
    id="source-not-formatted",
    category=Category.FORMAT,
    title="{tool} would rewrite {path}",
    find=drifted,
    key=("tool", "where"),
    fixers=(
        Fixer("Write the places as {tool} would", Safety.SAFE, repairs),
        Fixer("Let the formatter rewrite the files", Safety.ADVICE, commands=("{remedy}",)),
    ),
)
