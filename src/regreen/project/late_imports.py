"""Names that a function imports after it has used them: within a function an import makes a name its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.place import on_line
from regreen.project.python import parse, position

_INNER = re.compile(r"^[ \t]+(?:import|from)[ \t]+[\w.]+", re.MULTILINE)


class LateImport(Struct, frozen=True):
    """A name, the statement of the function that imports it, and the use before that."""

    name: str
    place: FileEvidence
    use: FileEvidence


def late_imports(source: Source) -> tuple[LateImport, ...]:
    """One for each function and name that the module binds as well: the use ends with `UnboundLocalError`."""
    tree = parse(source) if _INNER.search(source.text) else None
    if tree is None:
        return ()
    outer = {
        alias.asname or alias.name.partition(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return tuple(found for function in functions for found in _of_function(source, function, outer))


def _of_function(
    source: Source, function: ast.FunctionDef | ast.AsyncFunctionDef, outer: set[str]
) -> Iterator[LateImport]:
    bound: dict[str, ast.stmt] = {}
    used: dict[str, ast.Name] = {}
    spoilt: set[str] = {item.arg for item in ast.walk(function.args) if isinstance(item, ast.arg)}
    for node in _own(function):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                bound[name] = min(bound.get(name, node), node, key=lambda item: item.lineno)
        elif isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                used[node.id] = min(used.get(node.id, node), node, key=lambda item: item.lineno)
            else:
                spoilt.add(node.id)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            spoilt.update(node.names)
    for name, statement in bound.items():
        use = used.get(name)
        if name in outer and name not in spoilt and use is not None and use.lineno < statement.lineno:
            place = on_line(source, *position(source, statement))
            yield LateImport(name, place, on_line(source, *position(source, use)))


def _own(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    """The nodes of a function, without those of other scopes inside of it."""
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        yield node
        scope = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
        comprehension = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
        if not isinstance(node, (*scope, *comprehension)):
            pending += ast.iter_child_nodes(node)
