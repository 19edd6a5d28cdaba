"""A file was committed with the marks of a merge that nobody finished.

## Why
git writes both sides of a conflict into the file, between `<<<<<<<` and `>>>>>>>`. Committed like this the file is no
Python, no YAML and no list of requirements any more.

## Fix
Keep one of the sides, or what belongs to both, and delete the three marks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.imported import Imported
    from regreen.project.tree import Tree


def marked(tree: Tree, imported: Imported) -> Matches:
    """One match for each file."""
    from regreen.project.conflicts import conflicts

    for source, lines in conflicts(tree):
        sure = not source.path.endswith(".py") or source.path in imported.uses
        yield Match(
            places=tuple(FileEvidence(source.path, line, 1, source.line(line)) for line in lines[:5]),
            data={"path": source.path},
            severity=Severity.ERROR if sure else Severity.WARNING,
            count=len(lines),
        )


RULE = Rule(
    id="conflict-markers",
    category=Category.OTHER,
    title="{path} holds the marks of an unfinished merge",
    find=marked,
    explains=("code-does-not-load", "workflow-file-invalid", "requirement-invalid"),
    fixers=(Fixer("See both sides", Safety.ADVICE, commands=("git log --merges -n 3 -- {path}",)),),
)
