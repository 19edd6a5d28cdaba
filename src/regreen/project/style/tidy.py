"""Repairs of what linters say, where they are simple: imports that nobody uses, blanks, the end of the file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from regreen.model.text import Source
from regreen.project.python import parse
from regreen.project.style.codes import Codes
from regreen.project.style.lint import Complaint, complaints
from regreen.project.style.mask import mask

_BLANKS = frozenset({"W291", "W293", "W391", "W292"})


def tidied(source: Source, codes: Codes, found: Iterable[Complaint]) -> str | None:
    """The text without the complaints that have a simple repair; None where there is none, or where it would
    bring others.
    """
    found = list(found)
    said = {item.code for item in found}
    if "\r" in source.text or not said & (_BLANKS | {"F401"}) or source.path.endswith("__init__.py"):
        return None
    text = source.text
    if "F401" in said:
        text = _without_imports(source, {(item.row, item.column) for item in found if item.code == "F401"})
    if said & {"W291", "W293"}:
        rows = {item.row for item in found if item.code in ("W291", "W293")}
        lines = source.text.split("\n")
        text = (
            text
            if text != source.text
            else "\n".join(line.rstrip(" \t") if row in rows else line for row, line in enumerate(lines, 1))
        )
    if said & {"W391", "W292"}:
        text = text.rstrip("\n") + "\n"
    after = Source(source.path, text)
    masked = mask(after)
    if masked is None or text == source.text:
        return None
    left = [item.code for item in complaints(after, masked, codes)]
    before = [item.code for item in found]
    fewer = len(left) < len(before) and all(left.count(code) <= before.count(code) for code in left)
    return text if fewer else None


def _without_imports(source: Source, places: set[tuple[int, int]]) -> str:
    tree = parse(source)
    if tree is None:
        return source.text
    lines = source.text.split("\n")
    gone: set[int] = set()
    for parent in ast.walk(tree):
        for body in _bodies(parent):
            for node in body:
                if isinstance(node, ast.Import | ast.ImportFrom):
                    unused = [item for item in node.names if (item.lineno, item.col_offset + 1) in places]
                    if len(unused) == len(node.names) and len(body) > 1:
                        gone.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
                    elif unused and len(unused) < len(node.names):
                        _shortened(lines, node, unused, gone)
    return "\n".join(line for row, line in enumerate(lines, 1) if row not in gone)


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, None)
        if isinstance(body, list):
            yield body


def _shortened(
    lines: list[str], node: ast.Import | ast.ImportFrom, unused: list[ast.alias], gone: set[int]
) -> None:
    """Take some names out of an import of several."""
    for item in unused:
        row = item.lineno
        name = re.escape(item.name) + (rf"\s+as\s+{re.escape(item.asname)}" if item.asname else "")
        line = lines[row - 1]
        if row != node.lineno and re.fullmatch(rf"\s*{name}\s*,?\s*", line):
            gone.add(row)
            continue
        start = line.find(" import ") + 7 if " import " in line else 0
        head, tail = line[:start], line[start:]
        shorter = re.sub(rf"(?<![\w.]){name}\s*,\s*", "", tail, count=1)
        if shorter == tail:
            shorter = re.sub(rf"\s*,\s*{name}(?![\w.])", "", tail, count=1)
        lines[row - 1] = head + shorter
