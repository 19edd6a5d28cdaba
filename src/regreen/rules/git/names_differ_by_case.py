"""Two tracked files differ by the case of their names alone.

## Why
On Windows and macOS a folder cannot hold both: the checkout leaves one out, git shows changes that nobody made, and
imports find the other one.

## Fix
Delete or rename one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.workflow.scripts import PlacedStep


def clashing(tree: Tree, steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each pair, where a job runs on such a system."""
    from regreen.workflow.schema.runners import System

    seen: dict[str, str] = {}
    pairs = [(seen[path.lower()], path) for path in tree.paths if seen.setdefault(path.lower(), path) != path]
    systems = {system for placed in steps for system in placed.systems} if pairs else set()
    for one, other in pairs if systems & {System.WINDOWS, System.MACOS} else ():
        lines = [(path, tree.source(path)) for path in (other, one)]
        yield Match(
            places=tuple(
                FileEvidence(path, 1, 1, source.line(1) if source else "") for path, source in lines
            ),
            data={"one": one, "other": other},
            severity=Severity.WARNING,
        )


RULE = Rule(
    id="names-differ-by-case",
    category=Category.MISSING_FILE,
    title="{one} and {other} are one file on Windows and macOS",
    find=clashing,
    fixers=(Fixer("Keep one of them", Safety.ADVICE, commands=("git rm --cached {other}",)),),
)
