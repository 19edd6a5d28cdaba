"""setup.py, read and never run: the literal arguments of its call to `setup`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.declared import Declared, Kind, parse_requirement
from regreen.project.place import on_line
from regreen.project.python import constant_string, dotted, parse, position

NAME = "setup.py"
_LISTS = {
    "install_requires": Kind.MAIN,
    "requires": Kind.MAIN,
    "setup_requires": Kind.BUILD,
    "tests_require": Kind.EXTRA,
}
_DEPTH_LIMIT = 8  # names and sums that are followed


class SetupPy(Struct, frozen=True, dict=True):
    """A setup.py. `dynamic` are the arguments that are no literals, such as a list read from a file."""

    source: Source
    arguments: Mapping[str, ast.expr]
    names: Mapping[str, ast.expr]
    opaque: bool = False
    """Whether some arguments come from a mapping (`**kwargs`), so that nobody knows their names."""

    @property
    def name(self) -> str:
        """The project's name."""
        return constant_string(self._resolve(self.arguments.get("name"))) or ""

    @property
    def requires_python(self) -> str:
        """The versions of Python it supports."""
        return constant_string(self._resolve(self.arguments.get("python_requires"))) or ""

    @property
    def dynamic(self) -> tuple[str, ...]:
        """The arguments that only running the file would tell."""
        return tuple(k for k, v in self.arguments.items() if not self._is_literal(v, 0))

    @property
    def extras(self) -> tuple[str, ...]:
        """The names of the extras, as far as they are literal."""
        extras = self._resolve(self.arguments.get("extras_require"))
        keys = extras.keys if isinstance(extras, ast.Dict) else []
        return tuple(name for key in keys if (name := constant_string(key)))

    def place(self, argument: str) -> FileEvidence | None:
        """Where an argument's value stands."""
        node = self.arguments.get(argument)
        return on_line(self.source, *position(self.source, node)) if node is not None else None

    def dependencies(self) -> tuple[Declared, ...]:
        """Everything the file declares literally, with its place."""
        found: list[Declared] = []
        for argument, kind in _LISTS.items():
            found += self._list(self.arguments.get(argument), kind, "tests" if kind is Kind.EXTRA else "")
        extras = self._resolve(self.arguments.get("extras_require"))
        if isinstance(extras, ast.Dict):
            for key, value in zip(extras.keys, extras.values, strict=True):
                found += self._list(value, Kind.EXTRA, constant_string(key) or "")
        return tuple(found)

    def _list(self, node: ast.expr | None, kind: Kind, group: str) -> Iterator[Declared]:
        for item in self._items(node, 0):
            text = constant_string(item)
            place = on_line(self.source, *position(self.source, item))
            found = parse_requirement(text, kind, group, place) if text else None
            if found is not None:
                yield found

    def _items(self, node: ast.expr | None, depth: int) -> Iterator[ast.expr]:
        node = self._resolve(node)
        if depth > _DEPTH_LIMIT or node is None:
            return
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            for item in node.elts:
                yield from self._items(item.value, depth + 1) if isinstance(item, ast.Starred) else [item]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield from self._items(node.left, depth + 1)
            yield from self._items(node.right, depth + 1)
        elif isinstance(node, ast.Constant):
            yield node

    def _is_literal(self, node: ast.expr | None, depth: int) -> bool:
        node = self._resolve(node)
        if depth > _DEPTH_LIMIT or node is None:
            return False
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            items = (item.value if isinstance(item, ast.Starred) else item for item in node.elts)
            return all(self._is_literal(item, depth + 1) for item in items)
        if isinstance(node, ast.Dict):
            parts = (*node.keys, *node.values)
            return all(self._is_literal(part, depth + 1) for part in parts)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._is_literal(node.left, depth + 1) and self._is_literal(node.right, depth + 1)
        return isinstance(node, ast.Constant)

    def _resolve(self, node: ast.expr | None) -> ast.expr | None:
        for _ in range(_DEPTH_LIMIT):
            if not isinstance(node, ast.Name) or node.id not in self.names:
                break
            node = self.names[node.id]
        return node


def read_setup_py(source: Source) -> SetupPy | None:
    """A setup.py; None when it cannot be parsed or calls no `setup`."""
    tree = parse(source)
    call = next((node for node in ast.walk(tree) if _is_setup(node)), None) if tree is not None else None
    if tree is None or not isinstance(call, ast.Call):
        return None
    names: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            names[node.targets[0].id] = node.value
    arguments = {item.arg: item.value for item in call.keywords if item.arg is not None}
    opaque = any(item.arg is None for item in call.keywords)
    return SetupPy(source, arguments, names, opaque)


def _is_setup(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "setup"
