"""A module of the project is not there, or does not define the name that another imports from it.

## Why
The name was renamed or removed and a user of it was forgotten, or only one of two files was committed.

## Fix
Search for the name. Either import what the module defines now, or commit the file that defines it. Where git knows
that the module was renamed, import it by its new name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from regreen.model.text import Edit, Source, Span
from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._saying import saying

if TYPE_CHECKING:
    from regreen.project.first_party import FirstParty
    from regreen.project.import_facts import Import
    from regreen.project.imported import Imported
    from regreen.project.tree import Tree

_SHOWN = 4

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
    new = _new_names(imported, first_party, tree) if any(not name for _, name in groups) else {}
    for (module, name), members in groups.items():
        statements = [statement for statement, _ in members]
        moved = new.get(module, "") if not name else ""
        near = members[0][1] or (f"renamed it to {moved}" if moved else "")
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


def _new_names(imported: Imported, first_party: FirstParty, tree: Tree) -> dict[str, str]:
    """The modules that are not there, with the names that git knows them to have been renamed to."""
    missing = [item for item in first_party.unresolved if item.statement.path in imported.uses]
    departed = tree.departed(path for item in missing for path in item.expected)
    found: dict[str, str] = {}
    for item in missing:
        for path in item.expected:
            successor = departed[path].successor if path in departed else ""
            root = path.removesuffix("/__init__.py").removesuffix(".py")
            root = root.removesuffix(item.module.replace(".", "/"))
            if successor.endswith(".py") and successor.startswith(root):
                kept = successor[len(root) :].removesuffix(".py").removesuffix("/__init__")
                if all(part.isidentifier() for part in kept.split("/")):
                    found.setdefault(item.module, kept.replace("/", "."))
    return found


def renamed(match: Match, imported: Imported, first_party: FirstParty, tree: Tree) -> list[Edit]:
    """The new name of the module in the statements that import from the old one."""
    old = match.data["module"]
    new = (
        _new_names(imported, first_party, tree).get(old, "")
        if not (match.lines or match.data["name"])
        else ""
    )
    found: list[Edit] = []
    for module, name, statement, _ in _absent(imported, first_party, tree) if new else ():
        source = tree.source(statement.path)
        if (module, name) != (old, "") or source is None or statement.level:
            continue
        line = source.line(statement.line)
        hit = re.match(rf"\s*from[ ]+(?P<module>{re.escape(old)})(?=[ .])", line)
        if hit is not None:
            start = source.offset(statement.line) + hit.start("module")
            found.append(Edit(Span(source.path, start, start + len(old)), old, new))
    return list(dict.fromkeys(found))


def _absent(
    imported: Imported, first_party: FirstParty, tree: Tree, paths: Collection[str] | None = None
) -> Iterator[tuple[str, str, Import, str]]:
    from regreen.project.missing_names import NameLookup

    lowered = {path.lower(): path for path in tree.paths}
    uses = imported.uses
    for item in first_party.unresolved if uses else ():
        if item.ignored_by is None and item.certain and item.statement.path in uses:
            near = next((lowered[path.lower()] for path in item.expected if path.lower() in lowered), "")
            yield item.module, "", item.statement, near
    for found in NameLookup(tree).missing(uses if paths is None else paths):
        module = found.path.removesuffix(".py").removeprefix("src/").replace("/", ".")
        yield module, found.statement.name, found.statement, ""


def _places(statements: list[Import], tree: Tree) -> Iterator[FileEvidence]:
    from regreen.project.place import on_line

    for statement in statements[:_SHOWN]:
        source = tree.source(statement.path)
        if source is not None:
            yield on_line(source, statement.line, statement.column)


def from_elsewhere(match: Match, imported: Imported, first_party: FirstParty, tree: Tree) -> list[Edit]:
    """The import from the only module of the project that defines the name now."""
    wanted = (match.data["module"], match.data["name"])
    edits: list[Edit] = []
    paths = {place.path for place in match.places if place.path.endswith(".py")}
    known = not match.lines and match.count <= _SHOWN
    for module, name, statement, _ in _absent(imported, first_party, tree, paths) if known else ():
        if (module, name) == wanted:
            source, home = tree.source(statement.path), _home(statement.name, tree)
            edit = _moved(source, statement, home) if source is not None and home else None
            if edit is None:
                return []
            edits.append(edit)
    return edits


def _home(name: str, tree: Tree) -> str:
    """The dotted name of the only module that defines a name at its top level; empty where there are several."""
    pattern = re.compile(
        rf"^(?:(?:async )?def|class) {re.escape(name)}\b|^{re.escape(name)}(?: *:[^=\n]+)? *=[^=]", re.M
    )
    paths = [
        path
        for path in tree.paths
        if path.endswith(".py") and name in (text := tree.text(path) or "") and pattern.search(text)
    ]
    if (
        not name
        or len(paths) != 1
        or not all(part.isidentifier() for part in paths[0].removesuffix(".py").split("/"))
    ):
        return ""
    return paths[0].removesuffix(".py").removesuffix("/__init__").removeprefix("src/").replace("/", ".")


def _moved(source: Source, statement: Import, home: str) -> Edit | None:
    """Another module in an import of one name on one line."""
    line = source.line(statement.line)
    found = re.match(
        rf"\s*from[ ]+(?P<module>[\w.]+)[ ]+import[ ]+{re.escape(statement.name)}(?:[ ]+as[ ]+\w+)?\s*(?:#|$)",
        line,
    )
    if found is None:
        return None
    start = source.offset(statement.line) + found.start("module")
    return Edit(Span(source.path, start, start + len(found["module"])), found["module"], home)


RULE = Rule(
    id="name-not-importable",
    category=Category.MISSING_MODULE,
    title="{module} defines no {name}",
    log=log,
    find=absent,
    key=("module", "name"),
    explains=("test-collection-error", "conftest-import-error", "test-failed", "coverage-below-threshold"),
    fixers=(
        Fixer("Import the module by its new name", Safety.UNSAFE, renamed),
        Fixer("Import {name} from the module that defines it", Safety.UNSAFE, from_elsewhere),
        Fixer("Find who defines the name now", Safety.ADVICE, commands=("git grep -nw {name}",)),
    ),
)
