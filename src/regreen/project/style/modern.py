"""A few of ruff's rules of flake8-bugbear, pyupgrade, flake8-print and flake8-simplify that a file alone decides.

Source: ruff's documentation of the rules B006, B011, B904, T201, UP004, UP006, UP007, UP015, UP035, UP045, SIM118.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.text import Source
from regreen.project.python import dotted, parse

CODES = frozenset(str.split("B006 B011 B904 T201 UP004 UP006 UP007 UP015 UP035 UP045 SIM118"))
_WORDS = {
    "B006": re.compile(r"=\s*(?:\[|\{|list\(|dict\(|set\()"),
    "B011": re.compile(r"\bassert False\b"),
    "B904": re.compile(r"\bexcept\b"),
    "T201": re.compile(r"\bprint\("),
    "UP004": re.compile(r"\(object\)"),
    "UP006": re.compile(r"\b(?:List|Dict|Set|FrozenSet|Tuple|Type)\["),
    "UP007": re.compile(r"\bUnion\["),
    "UP015": re.compile(r"\bopen\("),
    "UP035": re.compile(r"\bfrom typing import\b"),
    "UP045": re.compile(r"\bOptional\["),
    "SIM118": re.compile(r"\.keys\(\)"),
}
_BUILT_IN = {
    "List": "list",
    "Dict": "dict",
    "Set": "set",
    "FrozenSet": "frozenset",
    "Tuple": "tuple",
    "Type": "type",
}
_MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Dated(Struct, frozen=True):
    """A complaint: where, which code, words."""

    row: int
    column: int
    code: str
    text: str
    last: int


def modern(source: Source, wanted: frozenset[str], target: tuple[int, ...]) -> Iterator[Dated]:
    """What ruff says of these codes; `target` is the oldest Python of the project, empty where nobody knows."""
    asked = frozenset(code for code in wanted if _WORDS[code].search(source.text))
    if target < (3, 9):
        asked -= {"UP006", "UP035"}
    if target < (3, 10):
        asked -= {"UP007", "UP045"}
    tree = parse(source) if asked else None
    if tree is None:
        return
    typing = _typing(tree)
    if "print" in _bound(tree):
        asked -= {"T201"}
    for node in ast.walk(tree):
        yield from (item for item in _of_node(node, typing) if item.code in asked)


def _typing(tree: ast.Module) -> frozenset[str]:
    """The names that a file imports from typing."""
    return frozenset(
        item.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "typing" and not node.level
        for item in node.names
        if item.asname is None
    )


def _bound(tree: ast.Module) -> frozenset[str]:
    """The names that a file imports, assigns or defines."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.alias):
            found.add(node.asname or node.name)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
    return frozenset(found)


def _of_node(node: ast.AST, typing: frozenset[str]) -> Iterator[Dated]:
    if isinstance(node, _FUNCTIONS):
        yield from _defaults(node)
    elif isinstance(node, ast.Subscript):
        yield from _subscript(node, typing)
    elif isinstance(node, ast.Call):
        yield from _call(node)
    elif isinstance(node, ast.ExceptHandler):
        yield from _handler(node)
    elif isinstance(node, ast.ClassDef):
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id == "object":
                yield _at(base, "UP004", f"the class `{node.name}` inherits from `object`")
    elif isinstance(node, ast.Assert) and isinstance(node.test, ast.Constant) and node.test.value is False:
        yield _at(node.test, "B011", "`assert False`, which `-O` takes out")
    elif isinstance(node, ast.ImportFrom) and node.module == "typing" and not node.level:
        for item in node.names:
            if item.name in _BUILT_IN:
                yield _at(node, "UP035", f"`typing.{item.name}` is deprecated, use `{_BUILT_IN[item.name]}`")
    elif isinstance(node, ast.Compare | ast.comprehension | ast.For):
        yield from _keys(node)


def _defaults(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Iterator[Dated]:
    every = [*node.args.posonlyargs, *node.args.args]
    pairs = list(zip(every[len(every) - len(node.args.defaults) :], node.args.defaults, strict=True))
    pairs += [
        (arg, value) for arg, value in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if value
    ]
    for argument, value in pairs:
        plain = isinstance(value, ast.Call) and dotted(value.func) in ("list", "dict", "set")
        harmless = argument.annotation is not None and re.search(
            r"Sequence|Mapping|Iterable|Collection|Tuple|tuple|frozen|Frozen|Container",
            ast.unparse(argument.annotation),
        )
        if (isinstance(value, _MUTABLE) or plain) and not harmless:
            yield _at(value, "B006", f"the default of `{argument.arg}` can be changed")


def _subscript(node: ast.Subscript, typing: frozenset[str]) -> Iterator[Dated]:
    name = dotted(node.value)
    if name not in typing and not name.startswith("typing."):
        return
    name = name.removeprefix("typing.")
    if name in _BUILT_IN:
        yield _at(node.value, "UP006", f"`{name}` in place of `{_BUILT_IN[name]}`")
    elif name == "Optional" and not isinstance(node.slice, ast.Constant):
        yield _at(node, "UP045", "`Optional[X]` in place of `X | None`")
    elif name == "Union" and not any(
        isinstance(item, ast.Constant | ast.Starred) for item in ast.walk(node.slice)
    ):
        yield _at(node, "UP007", "`Union[X, Y]` in place of `X | Y`")


def _call(node: ast.Call) -> Iterator[Dated]:
    name = dotted(node.func)
    if name == "print" and not any(item.arg == "file" for item in node.keywords):
        yield _at(node, "T201", "`print` is called")
    elif name == "open" and len(node.args) > 1:
        mode = node.args[1]
        if isinstance(mode, ast.Constant) and mode.value in ("r", "rt", "U", "wt"):
            yield _at(mode, "UP015", "a mode that `open` has anyway")


def _handler(node: ast.ExceptHandler) -> Iterator[Dated]:
    """Exceptions raised while another is handled, without `from`."""
    pending: list[ast.AST] = [*node.body]
    while pending:
        item = pending.pop()
        if isinstance(item, ast.Raise):
            raised = item.exc
            again = isinstance(raised, ast.Name) and (raised.id == node.name or raised.id[:1].islower())
            if (
                raised is not None
                and item.cause is None
                and not again
                and not isinstance(raised, ast.Attribute)
            ):
                yield _at(item, "B904", "an exception raised in `except` without `from`")
        elif not isinstance(item, (*_FUNCTIONS, ast.ClassDef, ast.Try)):
            pending += ast.iter_child_nodes(item)


def _keys(node: ast.Compare | ast.comprehension | ast.For) -> Iterator[Dated]:
    if isinstance(node, ast.Compare):
        sides = node.comparators if isinstance(node.ops[0], ast.In | ast.NotIn) and len(node.ops) == 1 else []
    else:
        sides = [node.iter]
    for side in sides:
        called = (
            isinstance(side, ast.Call) and isinstance(side.func, ast.Attribute) and side.func.attr == "keys"
        )
        if called and isinstance(side, ast.Call) and not side.args and not side.keywords:
            start = node.left if isinstance(node, ast.Compare) else node.target
            yield _at(start, "SIM118", "`in …keys()` in place of `in …`")


def _at(node: ast.expr | ast.stmt, code: str, text: str) -> Dated:
    return Dated(node.lineno, node.col_offset + 1, code, text, node.end_lineno or node.lineno)
