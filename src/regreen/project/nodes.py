"""The nodes below a node of a syntax tree, without those that say nothing: contexts and operators."""

from __future__ import annotations

import ast

_PLAIN = frozenset(
    {"ctx", "op", "ops", "id", "attr", "kind", "type_comment", "module", "level", "simple", "conversion"}
)


_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: ()}
"""By kind of node, the fields that may hold nodes; filled as kinds are met."""


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below, in the order of the text; several times as fast as `ast.iter_child_nodes`."""
    found: list[ast.AST] = []
    kind = type(node)
    fields = _FIELDS.get(kind)
    if fields is None:
        fields = _FIELDS[kind] = tuple(name for name in kind._fields if name not in _PLAIN)
    for name in fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found
