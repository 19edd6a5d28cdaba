"""Nodes with `${{ }}` in them to plain values."""

from __future__ import annotations

from collections.abc import Mapping as Dict

from regreen.workflow.expr import Function, Value, resolve
from regreen.workflow.nodes import Mapping, Node, Scalar


def node_value(node: Node, contexts: Dict[str, Value], functions: Dict[str, Function] | None = None) -> Value:
    """The value of a node with every expression in it evaluated; raises `ExpressionError`."""
    if isinstance(node, Scalar):
        if isinstance(node.value, str):
            return resolve(node.value, contexts, functions)
        return node.value
    if isinstance(node, Mapping):
        return {
            resolve_key(entry.key, contexts, functions): node_value(entry.value, contexts, functions)
            for entry in node.entries
        }
    return [node_value(item, contexts, functions) for item in node.items]


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
