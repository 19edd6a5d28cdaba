"""Names of a file: which are imported, bound and used, by its syntax tree.

Source: what pyflakes and pycodestyle report, in the cases that do not hang on scopes.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from functools import cache, lru_cache

from msgspec import Struct, field

from regreen.model.text import Source
from regreen.project.python import parse

_TYPED = re.compile(r"[\w.\[\], |'\"\n()-]+")
_NAME = re.compile(r"[^\W\d]\w*")
_BUILTIN = frozenset(dir(builtins)) | {
    *("__file__", "__name__", "__doc__", "__path__", "__package__", "__spec__", "__loader__", "__builtins__"),
    *("__annotations__", "__module__", "__qualname__", "WindowsError", "__debug__", "__class__", "__dict__"),
    *("reveal_type", "reveal_locals", "anext", "aiter", "EncodingWarning", "PythonFinalizationError"),
    *("BaseExceptionGroup", "ExceptionGroup", "unicode", "__conditional_annotations__"),
}
_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_OPENS = frozenset({*_DEFINES, ast.Lambda})
_TYPE_PARAMETERS = tuple(
    getattr(ast, name) for name in ("TypeVar", "ParamSpec", "TypeVarTuple") if hasattr(ast, name)
)
_OF_INTEREST = frozenset(
    {
        *(*_DEFINES, *_TYPE_PARAMETERS, ast.Module, ast.Import, ast.ImportFrom, ast.Compare, ast.UnaryOp),
        *(ast.Assign, ast.AugAssign, ast.For, ast.AsyncFor, ast.arg, ast.ExceptHandler, ast.Global),
        *(ast.Nonlocal, ast.MatchAs, ast.MatchStar, ast.MatchMapping),
    }
)
_WITHOUT_NODES = frozenset(
    str.split("ctx op ops attr kind type_comment level module arg asname simple conversion is_async rest")
)


class Named(Struct, frozen=True):
    """A complaint about a name or a comparison."""

    row: int
    column: int
    code: str
    text: str
    last: int
    first: int = 0
    """The row on which the statement begins, where that is another one."""


class Scope(Struct, eq=False):
    """What a function or a class assigns itself, and what it and those within it load."""

    outer: Scope | None = None
    function: bool = False
    tried: bool = False
    """Whether this is the part of it within a `try`; the rest is shared with the whole."""
    loaded: set[str] = field(default_factory=set)
    assigned: list[tuple[str, ast.Name | ast.ExceptHandler]] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    """Names that it or one within it takes from other scopes."""

    def within_try(self) -> Scope:
        """The same scope, in a `try`."""
        return Scope(self.outer, False, True, self.loaded, self.assigned, self.declared)


class Tree(Struct, eq=False):
    """What one walk over a syntax tree finds; nodes of a kind in the order of the walk, by their depth."""

    scopes: list[Scope] = field(default_factory=list)
    names: list[ast.Name] = field(default_factory=list)
    imports: list[ast.Import | ast.ImportFrom] = field(default_factory=list)
    tried: set[int] = field(default_factory=set)
    """The imports that are in a `try`, or directly in a class."""
    blocks: list[ast.Module | ast.ClassDef] = field(default_factory=list)
    checked: list[ast.AST] = field(default_factory=list)
    """Comparisons, negations, and statements that bind a name."""
    functions: list[ast.FunctionDef] = field(default_factory=list)
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
        for node in self.checked:
            if isinstance(node, ast.Compare):
                yield from (item for item in _compared(node) if item.code in codes)
            elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
                yield from (item for item in _negated(node) if item.code in codes)
            elif "E741" in codes and isinstance(node, ast.Assign | ast.For | ast.AsyncFor):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Name) and target.id in "lOI":
                    yield _at(target, "E741", f"the ambiguous name `{target.id}`")

    def _unused_imports(self) -> Iterator[Named]:
        used = self.used | self.strings
        last = {_bound(i): n.lineno for n in sorted(self.imports, key=lambda n: n.lineno) for i in n.names}
        for node in self.imports:
            if (isinstance(node, ast.ImportFrom) and node.module == "__future__") or id(node) in self.tried:
                continue
            for item in node.names:
                name = _bound(item)
                if item.name == "*" or item.asname == item.name or name in used:
                    continue
                # of several imports of a name, only the last binds it in the end: the others are branches
                if name in self.bound or name.startswith("__") or last[name] != node.lineno:
                    continue
                row = getattr(item, "lineno", node.lineno)
                text = f"`{item.name}` is imported and not used"
                yield Named(row, item.col_offset + 1, "F401", text, node.end_lineno or row, node.lineno)

    def _redefined(self) -> Iterator[Named]:
        for block in self.blocks:
            last: dict[str, ast.stmt] = {}
            for statement in block.body:
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
            node.id == name and first.lineno <= node.lineno <= (second.end_lineno or 0) for node in self.names
        )

    def _unused_variables(self) -> Iterator[Named]:
        for scope in self.scopes:
            if not scope.function or scope.declared or "locals" in scope.loaded:
                continue
            last: dict[str, ast.Name | ast.ExceptHandler] = {}
            for name, target in sorted(scope.assigned, key=_place):
                known = last.get(name)
                if known is None or known.lineno < target.lineno or isinstance(known, ast.Name):
                    last[name] = target
            for name, target in last.items():
                if name not in scope.loaded and name not in self.strings and not name.startswith("_"):
                    yield _at(target, "F841", f"`{name}` is assigned and not used")

    def _undefined(self) -> Iterator[Named]:
        if self.star or {"exec", "globals", "NameError"} & self.used:
            return
        told = {_bound(item) for node in self.imports for item in node.names}
        for node in self.names:
            if isinstance(node.ctx, ast.Load):
                name = node.id
                if name not in self.bound and name not in _BUILTIN and name not in told:
                    told.add(name)
                    yield _at(node, "F821", f"`{name}` is not defined anywhere in the file")


@lru_cache(maxsize=128)
def named(source: Source) -> Tree | None:
    """The names of a file; None where this interpreter cannot parse it."""
    module = parse(source)
    return _walked(module) if module is not None else None


def _walked(module: ast.Module) -> Tree:
    """One walk by depth. Operators and contexts, of which there are as many as of all else, are left out."""
    tree = Tree()
    top = Scope()
    nodes: list[ast.AST | None] = [module]
    scopes = [top]
    tree.scopes.append(top)
    add = nodes.append
    for node, scope in zip(nodes, scopes, strict=False):  # both grow while they are walked
        kind: object = type(node)
        if kind is ast.Name:
            _name(tree, scope, node)  # type: ignore[arg-type]
            continue
        if kind is ast.Constant:
            _constant(tree, node.value)  # type: ignore[union-attr]
            continue
        if kind in _OF_INTEREST:
            _noted(tree, scope, node)  # type: ignore[arg-type]
        if kind in _OPENS:
            scope = Scope(scope, kind is ast.FunctionDef or kind is ast.AsyncFunctionDef, scope.tried)
            tree.scopes.append(scope)
        elif kind is ast.Try and not scope.tried:
            scope = scope.within_try()
        for name in _fields(kind) if node is not None else ():
            value = getattr(node, name, None)
            if type(value) is list:
                nodes += value
            elif value is not None:
                add(value)
        scopes += [scope] * (len(nodes) - len(scopes))
    for scope in reversed(tree.scopes):
        if scope.outer is not None:
            scope.outer.loaded.update(scope.loaded)
            scope.outer.declared.extend(scope.declared[:1])
    return tree


@cache
def _fields(kind: object) -> tuple[str, ...]:
    """The fields of a kind of node that may hold nodes; other values have none."""
    return tuple(name for name in getattr(kind, "_fields", ()) if name not in _WITHOUT_NODES)


def _name(tree: Tree, scope: Scope, node: ast.Name) -> None:
    tree.names.append(node)
    if type(node.ctx) is ast.Store:
        tree.bound.add(node.id)
    else:
        tree.used.add(node.id)
        scope.loaded.add(node.id)


def _constant(tree: Tree, value: object) -> None:
    if isinstance(value, str) and len(value) < 300 and _TYPED.fullmatch(value):
        tree.strings.update(_NAME.findall(value))


def _noted(tree: Tree, scope: Scope, node: ast.AST) -> None:
    if isinstance(node, ast.Assign):
        tree.checked.append(node)
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            scope.assigned.append((node.targets[0].id, node.targets[0]))
    elif isinstance(node, ast.Compare | ast.UnaryOp | ast.For | ast.AsyncFor):
        tree.checked.append(node)
    elif isinstance(node, ast.arg):
        tree.bound.add(node.arg)
    elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        tree.used.add(node.target.id)
        scope.loaded.add(node.target.id)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        tree.bound.add(node.name)
        if isinstance(node, ast.FunctionDef):
            tree.functions.append(node)
    elif isinstance(node, ast.Module | ast.ClassDef):
        _block(tree, node)
    elif isinstance(node, ast.ImportFrom | ast.Import):
        tree.imports.append(node)
        tree.star = tree.star or any(item.name == "*" for item in node.names)
        if scope.tried:
            tree.tried.add(id(node))
    else:
        _rarely(tree, scope, node)


def _block(tree: Tree, node: ast.Module | ast.ClassDef) -> None:
    tree.blocks.append(node)
    if isinstance(node, ast.ClassDef):
        tree.bound.add(node.name)
        tree.tried.update(id(inner) for inner in node.body if isinstance(inner, ast.Import | ast.ImportFrom))


def _rarely(tree: Tree, scope: Scope, node: ast.AST) -> None:
    if isinstance(node, ast.ExceptHandler) and node.name:
        tree.bound.add(node.name)
        scope.assigned.append((node.name, node))
    elif isinstance(node, ast.Global | ast.Nonlocal):
        tree.bound.update(node.names)
        tree.used.update(node.names)
        scope.declared.extend(node.names)
    elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
        tree.bound.add(node.name)
    elif isinstance(node, ast.MatchMapping) and node.rest:
        tree.bound.add(node.rest)
    elif isinstance(node, _TYPE_PARAMETERS):
        tree.bound.add(node.name)


def _bound(item: ast.alias) -> str:
    """The name that an import binds."""
    return item.asname or item.name.partition(".")[0]


def _place(assigned: tuple[str, ast.Name | ast.ExceptHandler]) -> tuple[int, int]:
    return assigned[1].lineno, assigned[1].col_offset


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
