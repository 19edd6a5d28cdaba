"""Names that a function imports after it has used them: within a function an import makes a name its own."""

from __future__ import annotations

import ast
import re
from collections import deque
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.nodes import children
from regreen.project.place import on_line
from regreen.project.python import covers, matching_lines, parse, position

_INNER = re.compile(r"^[ \t]+(?:import|from)[ \t]+[\w.]+", re.MULTILINE)
_WORD = re.compile(r"import\b")
_SPLIT = re.compile(r"\\\r?\n[ \t]*import\b")
_TAIL = re.compile(r"\bimport\b[ \t]*(?:\((?:[\w\s,*]|#[^\n]*)*|[^\n]*(?:\\\r?\n[^\n]*)*)")
_NAME = re.compile(r"\w+")
_INDENTED = (" ", "\t", "\f", "def ", "def\t", "async")
_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


class LateImport(Struct, frozen=True):
    """A name, the statement of the function that imports it, and the use before that."""

    name: str
    place: FileEvidence
    use: FileEvidence


def late_imports(source: Source) -> tuple[LateImport, ...]:
    """One for each function and name that the module binds as well: the use ends with `UnboundLocalError`."""
    tree = parse(source) if _INNER.search(source.text) and _may_shadow(source.text) else None
    if tree is None:
        return ()
    outer = {
        alias.asname or alias.name.partition(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    lines = matching_lines(source.text, _WORD)
    return tuple(
        found
        for function in _functions(tree, lines)
        if _imports(function, outer, lines)
        for found in _of_function(source, function, outer)
    )


def _may_shadow(text: str) -> bool:
    """Whether a name stands in an import of the module and in one that is indented or in a function of one line."""
    if _SPLIT.search(text):
        return True
    outer: set[str] = set()
    inner: set[str] = set()
    for match in _TAIL.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        words = _NAME.findall(match[0])
        two = "import" in words[1:]  # in prose or behind a semicolon: it may be either
        if two or text[start] not in " \t\f":
            outer.update(words)
        if two or text.startswith(_INDENTED, start):
            inner.update(words)
    return not (outer - {"import", "as"}).isdisjoint(inner)


def _functions(tree: ast.Module, lines: list[int]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions that span one of the lines, the outer ones first."""
    pending: deque[ast.AST] = deque(tree.body)
    while pending:
        node = pending.popleft()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        if not isinstance(node, ast.expr):
            pending.extend(child for child in children(node) if covers(child, lines))


def _imports(function: ast.FunctionDef | ast.AsyncFunctionDef, names: set[str], lines: list[int]) -> bool:
    """Whether a function, not one inside of it, imports one of the names."""
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            if any((alias.asname or alias.name.partition(".")[0]) in names for alias in node.names):
                return True
        elif not isinstance(node, (*_SCOPES, ast.expr)):
            pending += [child for child in children(node) if covers(child, lines)]
    return False


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
        if not isinstance(node, _SCOPES):
            pending += children(node)
