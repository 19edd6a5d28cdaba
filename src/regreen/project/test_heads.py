"""Test functions that get a fixture more, and a first line."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from regreen.model.text import Edit, Source, Span
from regreen.project.python import parse


def without_variable(source: Source, row: int, variable: str) -> Iterator[Edit]:
    """Edits that take a variable away at the beginning of the test around a row; none where its head is not plain."""
    tree = parse(source)
    lines = source.text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for node in ast.walk(tree) if tree is not None else ():
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or not node.name.startswith("test"):
            continue
        head, first = lines[node.lineno - 1], node.body[0]
        inside = node.lineno < row <= (node.end_lineno or node.lineno)
        if not inside or not head.rstrip().endswith(":") or "):" not in head.replace(" ", "") or "*" in head:
            continue
        closing = head.rindex(")")
        comma = ", " if head[head.index("(") + 1 : closing].strip() else ""
        end = starts[node.lineno - 1] + closing
        yield Edit(Span(source.path, end, end), "", f"{comma}monkeypatch")
        at = starts[first.lineno - 1]
        pad = " " * first.col_offset
        text = f'{pad}monkeypatch.delenv("{variable}", raising=False)\n'
        yield Edit(Span(source.path, at, at), "", text)
        return
