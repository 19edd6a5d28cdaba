"""Types that a Python evaluates while it imports a file, and that it is too old for.

Sources: PEP 585 (`list[int]`, Python 3.9), PEP 604 (`int | None`, Python 3.10), PEP 563 (what is left unevaluated).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.place import on_line
from regreen.project.python import dotted, parse, position

_GENERIC = frozenset({"list", "dict", "set", "frozenset", "tuple", "type"})
_BUILTIN = _GENERIC | {"str", "int", "float", "bool", "bytes", "complex", "object"}
_READ_ANYHOW = frozenset({"BaseModel", "BaseSettings", "SQLModel"})
"""Bases whose classes look at their annotations even where these are left unevaluated."""
_UNION = re.compile(r"[\w\])\"'] ?\| ?[\w\"'\[]")
_SUBSCRIPT = re.compile(r"\b(?:list|dict|set|frozenset|tuple|type)\[")
_LAZY = re.compile(r"^from __future__ import [^\n]*\bannotations\b", re.MULTILINE)
_JOINED = re.compile(r"^\w+(?:[ \t]*:[^=\n]*)?[ \t]*=[^=\n]*\|", re.MULTILINE)
_MADE_GENERIC = re.compile(r"^\w+(?:[ \t]*:[^=\n]*)?[ \t]*=[^=\n]*\[|^class [^\n]*\[", re.MULTILINE)


class TooNew(Struct, frozen=True):
    """A type that cannot be evaluated. `deferred`: it could be left unevaluated by a future import."""

    message: str
    place: FileEvidence
    deferred: bool


def unevaluated(source: Source, version: str) -> TooNew | None:
    """The first type of a file that a Python (`3.9`) cannot evaluate when it imports the file."""
    major, _, minor = version.partition(".")
    if major != "3" or minor not in ("6", "7", "8", "9") or not _may_be(source.text, int(minor)):
        return None
    tree = parse(source)
    if tree is None:
        return None
    lazy = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
    for expression, annotation in _evaluated(tree.body, lazy=lazy, read=False):
        for node in _parts(expression):
            message = _trouble(node, int(minor), annotation=annotation)
            if message:
                return TooNew(message, on_line(source, *position(source, node)), annotation and not lazy)
    return None


def _may_be(text: str, minor: int) -> bool:
    """Whether a text holds such a type at all, and not only where nothing evaluates it; parsing takes long."""
    if not (_UNION.search(text) or (minor < 9 and _SUBSCRIPT.search(text))) or "eval_type_backport" in text:
        return False
    read = any(base in text for base in _READ_ANYHOW)
    at_margin = _JOINED.search(text) or (minor < 9 and _MADE_GENERIC.search(text))
    return read or _LAZY.search(text) is None or bool(at_margin)


def _evaluated(body: Iterable[ast.stmt], *, lazy: bool, read: bool) -> Iterator[tuple[ast.expr, bool]]:
    """The expressions that surely are evaluated, and whether each is an annotation. What stands below a condition or
    in a function is left out.
    """
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from ((base, False) for base in node.bases)
            names = {dotted(base).rpartition(".")[2] for base in node.bases}
            yield from _evaluated(node.body, lazy=lazy, read=bool(names & _READ_ANYHOW))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not lazy:
            yield from ((item, True) for item in _signature(node))
        elif isinstance(node, ast.AnnAssign) and (read or not lazy):
            yield node.annotation, True
        elif isinstance(node, ast.Assign):
            yield node.value, False


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    given = node.args
    every = (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg)
    yield from (item.annotation for item in every if item is not None and item.annotation is not None)
    if node.returns is not None:
        yield node.returns


def _parts(expression: ast.expr) -> Iterator[ast.expr]:
    """The parts of a type: no arguments of calls, nothing within Literal."""
    pending = [expression]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, ast.Subscript):
            pending += [node.slice] if dotted(node.value).rpartition(".")[2] != "Literal" else []
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            pending += [node.right, node.left]
        elif isinstance(node, ast.Tuple | ast.List):
            pending += node.elts


def _trouble(node: ast.expr, minor: int, *, annotation: bool) -> str:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        sides = (node.left, node.right)
        if annotation or (_is_none(node.right) or _is_none(node.left)) or all(map(_is_type, sides)):
            return f"`{ast.unparse(node)}` is evaluated, which takes Python 3.10"
    if minor < 9 and isinstance(node, ast.Subscript) and dotted(node.value) in _GENERIC:
        return f"`{ast.unparse(node)}` is evaluated, which takes Python 3.9"
    return ""


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_type(node: ast.expr) -> bool:
    name = dotted(node.value if isinstance(node, ast.Subscript) else node)
    return name in _BUILTIN
