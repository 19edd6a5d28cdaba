"""Which expressions of a file are the text of an environment variable, read there or held by a settings object."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator, Mapping

from msgspec import Struct

from regreen.project.env import variable_read
from regreen.project.nodes import children
from regreen.project.python import dotted

_HOLDERS = frozenset({"settings", "config", "cfg", "conf", "app_settings", "app_config", "_settings"})


class Block(Struct, frozen=True):
    """The module itself or a function: its own nodes in the order of the text, and its names that are variables."""

    nodes: tuple[ast.AST, ...]
    names: Mapping[str, str]
    at_import: bool


def blocks(tree: ast.Module, fields: Mapping[str, str]) -> Iterator[Block]:
    """The module, then the functions in it. `fields` are the attributes of settings objects with their variables."""
    pending: deque[tuple[ast.AST, Mapping[str, str], bool]] = deque([(tree, {}, True)])
    while pending:
        owner, outer, at_import = pending.popleft()
        names = dict(outer)
        inner: list[ast.AST] = []
        nodes = tuple(_own(owner, inner))
        for node in nodes:
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and (name := dotted(node.targets[0])):
                variable = variable_of(node.value, names, fields)
                names.pop(name, None)
                if variable:
                    names[name] = variable
        yield Block(nodes, names, at_import)
        pending.extend((function, names, False) for function in inner)


def variable_of(node: ast.AST, names: Mapping[str, str], fields: Mapping[str, str]) -> str:
    """The variable whose text an expression is; empty where it is none."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr not in ("encode", "strip", "get_secret_value"):
            break
        node = node.func.value
    if isinstance(node, ast.Call) and dotted(node.func) == "str" and len(node.args) == 1:
        node = node.args[0]
    found = variable_read(node)
    if found:
        return found
    path = dotted(node)
    if path in names:
        return names[path]
    if isinstance(node, ast.Attribute):
        holder = node.value.func if isinstance(node.value, ast.Call) else node.value
        last = dotted(holder).rpartition(".")[2]
        if last in _HOLDERS or last == "get_settings":
            return fields.get(node.attr, "")
    return ""


def _own(owner: ast.AST, inner: list[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of a module or function in the order of the text, without those of the functions inside of it."""
    pending = children(owner)[::-1]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inner.append(node)
            continue
        yield node
        if not isinstance(node, ast.Try):
            pending += reversed(children(node))
