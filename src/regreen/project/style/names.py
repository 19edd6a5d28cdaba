"""Names of a file: which are imported, bound and used, by its syntax tree.

Source: what pyflakes and pycodestyle report, in the cases that do not hang on scopes.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator

from msgspec import Struct, field

from regreen.model.text import Source
from regreen.project.python import parse

_TYPED = re.compile(r"[\w.\[\], |'\"\n]+")
_NAME = re.compile(r"[^\W\d]\w*")
_BUILTIN = frozenset(dir(builtins)) | {
    *("__file__", "__name__", "__doc__", "__path__", "__package__", "__spec__", "__loader__", "__builtins__"),
    *("__annotations__", "__module__", "__qualname__", "WindowsError", "__debug__", "__class__", "__dict__"),
    *("reveal_type", "reveal_locals", "anext", "aiter", "EncodingWarning", "PythonFinalizationError"),
    *("BaseExceptionGroup", "ExceptionGroup", "unicode", "__conditional_annotations__"),
}
_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_OF_INTEREST = (
    *(ast.Name, ast.AugAssign, *_DEFINES, ast.arg, ast.ExceptHandler, ast.Global, ast.Nonlocal, ast.Import),
    *(ast.ImportFrom, ast.MatchAs, ast.MatchStar, ast.MatchMapping, ast.Constant),
    *(getattr(ast, name) for name in ("TypeVar", "ParamSpec", "TypeVarTuple") if hasattr(ast, name)),
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Named(Struct, frozen=True):
    """A complaint about a name or a comparison."""

    row: int
    column: int
    code: str
    text: str
    last: int
    first: int = 0
    """The row on which the statement begins, where that is another one."""


class Tree(Struct):
    """A syntax tree, walked once."""

    source: Source
    module: ast.Module
    nodes: list[ast.AST] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)
    strings: set[str] = field(default_factory=set)
    star: bool = False

    def complaints(self, codes: frozenset[str]) -> Iterator[Named]:
        """What is wrong, of these codes."""
        if "F401" in codes:
            yield from self._unused_imports()
        if "F811" in codes:
            yield from self._redefined()
        if "F841" in codes:
            yield from self._unused_variables()
        if "F821" in codes:
            yield from self._undefined()
        for node in self.nodes:
            if isinstance(node, ast.Compare):
                yield from (item for item in _compared(node) if item.code in codes)
            elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
                yield from (item for item in _negated(node) if item.code in codes)
            elif "E741" in codes and isinstance(node, ast.Assign | ast.For | ast.AsyncFor):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Name) and target.id in "lOI":
                    yield _at(target, "E741", f"the ambiguous name `{target.id}`")

    def _unused_imports(self) -> Iterator[Named]:
        tried = {
            id(inner)
            for node in self.nodes
            if isinstance(node, ast.Try | ast.ClassDef)
            for inner in (ast.walk(node) if isinstance(node, ast.Try) else node.body)
        }
        used = self.used | self.strings
        for node in self.nodes:
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            if (isinstance(node, ast.ImportFrom) and node.module == "__future__") or id(node) in tried:
                continue
            for item in node.names:
                name = item.asname or item.name.partition(".")[0]
                if item.name == "*" or item.asname == item.name or name in used:
                    continue
                if name in self.bound or name.startswith("__"):
                    continue
                row = getattr(item, "lineno", node.lineno)
                text = f"`{item.name}` is imported and not used"
                yield Named(row, item.col_offset + 1, "F401", text, node.end_lineno or row, node.lineno)

    def _redefined(self) -> Iterator[Named]:
        for node in self.nodes:
            body = node.body if isinstance(node, ast.Module | ast.ClassDef) else ()
            last: dict[str, ast.stmt] = {}
            for statement in body:
                if not isinstance(statement, _DEFINES):
                    last.clear() if not isinstance(
                        statement, ast.Expr | ast.Import | ast.ImportFrom
                    ) else None
                    continue
                first = last.get(statement.name)
                plain = not statement.decorator_list
                if first is not None and plain and not self._used_between(first, statement):
                    text = f"`{statement.name}` is defined again, and was not used since line {first.lineno}"
                    yield Named(statement.lineno, statement.col_offset + 1, "F811", text, statement.lineno)
                last.pop(statement.name, None)
                if plain:
                    last[statement.name] = statement

    def _used_between(self, first: ast.stmt, second: ast.stmt) -> bool:
        name = getattr(second, "name", "")
        return (name.startswith("_") and name.strip("_") == "") or any(
            isinstance(node, ast.Name)
            and node.id == name
            and first.lineno <= node.lineno <= (second.end_lineno or 0)
            for node in self.nodes
        )

    def _unused_variables(self) -> Iterator[Named]:
        for function in self.nodes:
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            inner = list(ast.walk(function))
            loaded = {n.id for n in inner if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Store)}
            loaded |= {
                n.target.id for n in inner if isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name)
            }
            if "locals" in loaded or any(isinstance(n, ast.Global | ast.Nonlocal) for n in inner):
                continue
            last: dict[str, ast.AST] = {}
            for node in _own(function):
                if (
                    isinstance(node, ast.Assign)
                    and len(node.targets) == 1
                    and isinstance(node.targets[0], ast.Name)
                ):
                    target: ast.AST = node.targets[0]
                    name = node.targets[0].id
                elif isinstance(node, ast.ExceptHandler) and node.name:
                    target, name = node, node.name
                else:
                    continue
                known = last.get(name)
                if known is None or getattr(known, "lineno", 0) < getattr(target, "lineno", 0):
                    last[name] = target
            for name, target in last.items():
                if name not in loaded | self.strings and not name.startswith("_"):
                    yield _at(target, "F841", f"`{name}` is assigned and not used")

    def _undefined(self) -> Iterator[Named]:
        if self.star or {"exec", "globals", "NameError"} & self.used:
            return
        told = {
            item.asname or item.name.partition(".")[0]
            for node in self.nodes
            if isinstance(node, ast.Import | ast.ImportFrom)
            for item in node.names
        }
        for node in self.nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                name = node.id
                if name not in self.bound and name not in _BUILTIN and name not in told:
                    told.add(name)
                    yield _at(node, "F821", f"`{name}` is not defined anywhere in the file")


def named(source: Source) -> Tree | None:
    """The names of a file; None where this interpreter cannot parse it."""
    module = parse(source)
    if module is None:
        return None
    tree = Tree(source, module)
    for node in ast.walk(module):
        tree.nodes.append(node)
        if isinstance(node, _OF_INTEREST):
            _noted(tree, node)
    return tree


def _noted(tree: Tree, node: ast.AST) -> None:
    if isinstance(node, ast.Name):
        (tree.bound if isinstance(node.ctx, ast.Store) else tree.used).add(node.id)
    elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        tree.used.add(node.target.id)
    elif isinstance(node, _DEFINES):
        tree.bound.add(node.name)
    elif isinstance(node, ast.arg):
        tree.bound.add(node.arg)
    elif isinstance(node, ast.ExceptHandler) and node.name:
        tree.bound.add(node.name)
    elif isinstance(node, ast.Global | ast.Nonlocal):
        tree.bound.update(node.names)
        tree.used.update(node.names)
    elif isinstance(node, ast.ImportFrom | ast.Import):
        tree.star = tree.star or any(item.name == "*" for item in node.names)
    elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
        tree.bound.add(node.name)
    elif isinstance(node, ast.MatchMapping) and node.rest:
        tree.bound.add(node.rest)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        if len(node.value) < 300 and _TYPED.fullmatch(node.value):
            tree.strings.update(_NAME.findall(node.value))
    elif type(node).__name__ in ("TypeVar", "ParamSpec", "TypeVarTuple"):
        tree.bound.add(node.name)  # type: ignore[attr-defined]


def _own(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function that are in no function or class within it."""
    pending = list(ast.iter_child_nodes(function))
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            pending.extend(ast.iter_child_nodes(node))


def _compared(node: ast.Compare) -> Iterator[Named]:
    sides = [node.left, *node.comparators]
    for index, operator in enumerate(node.ops):
        pair = sides[index : index + 2]
        if isinstance(operator, ast.Eq | ast.NotEq):
            for side in pair:
                if isinstance(side, ast.Constant) and side.value is None:
                    yield _at(side, "E711", "a comparison with None")
                elif isinstance(side, ast.Constant) and isinstance(side.value, bool):
                    yield _at(side, "E712", f"a comparison with {side.value}")
        elif isinstance(operator, ast.Is | ast.IsNot) and any(_literal(side) for side in pair):
            yield _at(node, "F632", "`is` with a literal")


def _literal(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str | bytes | int)
        and not isinstance(node.value, bool)
    )


def _negated(node: ast.UnaryOp) -> Iterator[Named]:
    inner = node.operand
    if (
        isinstance(inner, ast.Compare)
        and len(inner.ops) == 1
        and isinstance(inner.left, ast.Name | ast.Attribute)
    ):
        if isinstance(inner.ops[0], ast.In):
            yield _at(node, "E713", "`not … in` in place of `not in`")
        elif isinstance(inner.ops[0], ast.Is):
            yield _at(node, "E714", "`not … is` in place of `is not`")


def _at(node: ast.AST, code: str, text: str) -> Named:
    row: int = getattr(node, "lineno", 1)
    return Named(row, getattr(node, "col_offset", 0) + 1, code, text, getattr(node, "end_lineno", row) or row)
