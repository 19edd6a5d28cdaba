"""A module of the project is not there, or does not define the name that another imports from it.

## Why
The name was renamed or removed and a user of it was forgotten, or only one of two files was committed.

## Fix
Search for the name. Either import what the module defines now, or commit the file that defines it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._saying import saying

if TYPE_CHECKING:
    from regreen.project.first_party import FirstParty
    from regreen.project.import_facts import Import
    from regreen.project.imported import Imported
    from regreen.project.tree import Tree

log = saying(
    r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)' \((?P<path>(?!.*(?:site|dist)-packages)[^)\n]+)\)",
    r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'(?! \()",
    r"cannot import name '?(?P<name>\w+)\b(?!')|cannot import name '(?P<other>\w+)'(?! from)",
    judge=lambda _, data: {
        "name": data.get("name") or data["other"],
        "module": data.get("module", "The module"),
    },
)


def absent(imported: Imported, first_party: FirstParty, tree: Tree) -> Matches:
    """One match for each module and name that a file which a job imports asks the project for in vain."""
    groups: dict[tuple[str, str], list[tuple[Import, str]]] = {}
    for module, name, statement, near in _absent(imported, first_party, tree):
        groups.setdefault((module, name), []).append((statement, near))
    for (module, name), members in groups.items():
        statements = [statement for statement, _ in members]
        near = members[0][1]
        use = imported.uses[statements[0].path]
        sure = any(item.runs and imported.surely(imported.uses[item.path]) for item in statements)
        what = f"{module} defines no {name}" if name else f"The project has no module {module}"
        who = f", which {statements[0].path} imports"
        yield Match(
            places=(*_places(statements, tree), use.call.place),
            data={"module": module, "name": name},
            severity=Severity.ERROR if sure else Severity.WARNING,
            count=len(members),
            title=what + who + (f"; git has {near}" if near else ""),
        )


def _absent(
    imported: Imported, first_party: FirstParty, tree: Tree
) -> Iterator[tuple[str, str, Import, str]]:
    from regreen.project.missing_names import NameLookup

    lowered = {path.lower(): path for path in tree.paths}
    uses = imported.uses
    for item in first_party.unresolved if uses else ():
        if item.ignored_by is None and item.certain and item.statement.path in uses:
            near = next((lowered[path.lower()] for path in item.expected if path.lower() in lowered), "")
            yield item.module, "", item.statement, near
    for found in NameLookup(tree).missing(uses):
        module = found.path.removesuffix(".py").removeprefix("src/").replace("/", ".")
        yield module, found.statement.name, found.statement, ""


def _places(statements: list[Import], tree: Tree) -> Iterator[FileEvidence]:
    from regreen.project.place import on_line

    for statement in statements[:4]:
        source = tree.source(statement.path)
        if source is not None:
            yield on_line(source, statement.line, statement.column)


RULE = Rule(
    id="name-not-importable",
    category=Category.MISSING_MODULE,
    title="{module} defines no {name}",
    log=log,
    find=absent,
    key=("module", "name"),
    explains=("test-collection-error", "conftest-import-error", "test-failed", "coverage-below-threshold"),
    fixers=(Fixer("Find who defines the name now", Safety.ADVICE, commands=("git grep -nw {name}",)),),
)
