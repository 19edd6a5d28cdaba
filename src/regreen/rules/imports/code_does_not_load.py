"""A file of the project is not valid Python, or uses a name it never defined while it is imported.

## Why
A merge left half a change, a name was renamed in one place only, an import was removed that was still
needed, or the syntax, or a type that is evaluated, is newer than the Python of the job.

## Fix
The line above the error names file and line. `python -m compileall -q .` and `ruff check --select E9,F821`
find all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.logs.statements import Statement
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity, TestFailure
from regreen.rules._jobs import unique
from regreen.rules._saying import Form, saying

if TYPE_CHECKING:
    from regreen.model.text import Source
    from regreen.project.imported import Imported, Use
    from regreen.project.tree import Tree

_BUDGET = 1_500_000  # characters of source text that are looked at; beyond it only what was changed last

_ERRORS = r"^(?P<error>(?:Syntax|Indentation|Tab)Error): (?P<message>[^\n]*)"
_NAMES = r"^(?P<error>(?:Name|UnboundLocal)Error): (?P<message>[^\n]*)"


def _at_import(statement: Statement, data: dict[str, str]) -> dict[str, str] | None:
    signal = statement.signal
    if isinstance(signal, TestFailure):
        return data if "::" not in signal.test and signal.errored else None
    return data


log = saying(Form(_ERRORS), Form(_NAMES), judge=_at_import)


def unloadable(imported: Imported, tree: Tree) -> Matches:
    """One match for each file that a job imports and Python cannot read, and for each name that is not defined."""
    left = _BUDGET
    for path in sorted(imported.uses, key=lambda path: path not in tree.recent):
        source, use = tree.source(path), imported.uses[path]
        if source is None or (left <= 0 and path not in tree.recent):
            continue
        left -= len(source.text)
        yield from list(_unreadable(source, use, imported)) or [
            *_undefined(source, use, imported),
            *_unbound(source, use),
        ]


def _unreadable(source: Source, use: Use, imported: Imported) -> Iterator[Match]:
    from regreen.project.broken_code import broken

    error = broken(source)
    if error is None:
        yield from _too_new(source, imported.oldest.get(source.path, use), imported)
        return
    sure = imported.surely(use)
    yield Match(
        places=(error.place, use.call.place),
        data={"error": "SyntaxError", "message": error.message, "path": source.path},
        severity=Severity.ERROR if sure else Severity.WARNING,
        title=f"{source.path} is no valid Python: {error.message}",
    )


def _too_new(source: Source, use: Use, imported: Imported) -> Iterator[Match]:
    """What the oldest Python of the jobs that import a file does not know yet."""
    from regreen.project.broken_code import too_new
    from regreen.project.evaluated import unevaluated
    from regreen.project.jobs.python_places import python_places

    syntax = too_new(source, use.run.python)
    types = unevaluated(source, use.run.python) if syntax is None else None
    found = syntax or types
    if found is None:
        return
    severity = Severity.ERROR if imported.surely(use) else Severity.WARNING
    deferred = "yes" if types is not None and types.deferred else ""
    yield Match(
        places=unique((found.place, *python_places(use.run), use.call.place)),
        data={
            "error": "SyntaxError" if syntax else "TypeError",
            "message": found.message,
            "path": source.path,
            "deferred": deferred,
        },
        severity=severity,
        title=f"{source.path} is not for Python {use.run.python}: {found.message}",
    )


def _undefined(source: Source, use: Use, imported: Imported) -> Iterator[Match]:
    from regreen.project.undefined_names import undefined_names

    for item in undefined_names(source):
        sure = item.at_import and imported.surely(use)
        yield Match(
            places=(item.place, use.call.place),
            data={
                "error": "NameError",
                "message": f"name '{item.name}' is not defined",
                "path": source.path,
                "name": item.name,
            },
            severity=Severity.ERROR if sure else Severity.WARNING,
            title=f"{source.path} uses {item.name}, which it never defines",
        )


def _unbound(source: Source, use: Use) -> Iterator[Match]:
    """Names that a function imports for itself after it has used them."""
    from regreen.project.late_imports import late_imports

    for item in late_imports(source):
        yield Match(
            places=(item.place, item.use, use.call.place),
            data={
                "error": "UnboundLocalError",
                "message": f"cannot access local variable '{item.name}'",
                "path": source.path,
            },
            severity=Severity.WARNING,
            title=f"{source.path} imports {item.name} within a function that has used it before: "
            "there the name is the function's own",
        )


def imported_name(match: Match, tree: Tree) -> list[Edit]:
    """The import that the other files of the project have for the name."""
    from regreen.model.errors import PatchError
    from regreen.patch.python import import_module, import_name
    from regreen.project.usual_imports import usual_import

    source = tree.source(match.data.get("path", ""))
    if match.lines or source is None or match.data["error"] != "NameError":
        return []
    name = match.data["name"]
    usual = usual_import(tree, name, source.path)
    if usual is None:
        return []
    try:
        return import_name(source, *usual) if usual[1] else import_module(source, usual[0])
    except PatchError:
        return []


def left_unevaluated(match: Match, tree: Tree) -> list[Edit]:
    """The future import that leaves annotations unevaluated."""
    from regreen.model.errors import PatchError
    from regreen.patch.python import leave_annotations

    source = tree.source(match.data.get("path", "")) if match.data.get("deferred") else None
    try:
        return leave_annotations(source) if source is not None else []
    except PatchError:
        return []


RULE = Rule(
    id="code-does-not-load",
    category=Category.OTHER,
    title="{error}: {message}",
    log=log,
    find=unloadable,
    key=("error", "message"),
    explains=("test-collection-error", "conftest-import-error", "coverage-below-threshold"),
    fixers=(
        Fixer("Leave annotations unevaluated", Safety.UNSAFE, left_unevaluated),
        Fixer("Import {name} as the other files of the project do", Safety.UNSAFE, imported_name),
        Fixer("Find every such place", Safety.ADVICE, commands=("ruff check --select E9,F821,F823 .",)),
    ),
)
