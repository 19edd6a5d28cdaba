"""Nodes with `${{ }}` in them to plain values."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Dict

from regreen.workflow.expr import Function, Value, resolve
from regreen.workflow.nodes import Mapping, Node, Scalar, Sequence

Evaluate = Callable[[Node, Dict[str, Value], "Dict[str, Function] | None"], Value]
_INSERT = re.compile(r"\$\{\{\s*insert\s*\}\}")


def node_value(node: Node, contexts: Dict[str, Value], functions: Dict[str, Function] | None = None) -> Value:
    """The value of a node with every expression in it evaluated; raises `ExpressionError`."""
    if isinstance(node, Scalar):
        if isinstance(node.value, str):
            return resolve(node.value, contexts, functions)
        return node.value
    if isinstance(node, Mapping):
        return members(node, contexts, functions, node_value)
    return items(node, contexts, functions, node_value)


def members(
    node: Mapping, contexts: Dict[str, Value], functions: Dict[str, Function] | None, value: Evaluate
) -> dict[str, Value]:
    """The members of a mapping, their keys evaluated, their values by `value`; those of a mapping under the key
    `${{ insert }}` are members of this one. Raises `ExpressionError`.
    """
    found: dict[str, Value] = {}
    for entry in node.entries:
        evaluated = value(entry.value, contexts, functions)
        if _INSERT.fullmatch(entry.key.text):
            found.update(evaluated if isinstance(evaluated, Dict) else {})
        else:
            found[resolve_key(entry.key, contexts, functions)] = evaluated
    return found


def items(
    node: Sequence, contexts: Dict[str, Value], functions: Dict[str, Function] | None, value: Evaluate
) -> list[Value]:
    """The items of a list by `value`; an expression that yields a list stands for its items."""
    found: list[Value] = []
    for item in node.items:
        evaluated = value(item, contexts, functions)
        if isinstance(item, Scalar) and isinstance(evaluated, list):
            found += evaluated
        else:
            found.append(evaluated)
    return found


def resolve_key(key: Scalar, contexts: Dict[str, Value], functions: Dict[str, Function] | None) -> str:
    """A key with its expressions evaluated; raises `ExpressionError`."""
    value = resolve(key.text, contexts, functions)
    return value if isinstance(value, str) else key.text


def plain_value(node: Node) -> Value:
    """The value of a node with its expressions left as text."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {entry.key.text: plain_value(entry.value) for entry in node.entries}
    return [plain_value(item) for item in node.items]
