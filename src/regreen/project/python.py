"""Python files as syntax trees; nothing is ever imported or run."""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from regreen.model.text import Source
from regreen.patch.encoding import BOM

_CODING = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)


@lru_cache(maxsize=256)
def parse(source: Source) -> ast.Module | None:
    """The syntax tree; None when this interpreter cannot parse the file (newer syntax, Python 2, broken)."""
    text = source.text.removeprefix(BOM)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.encode("utf-8", "surrogateescape") if _needs_bytes(text) else text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def position(source: Source, node: ast.AST) -> tuple[int, int]:
    """Line and column (both from 1, in characters) of a node; `ast` counts columns in UTF-8 bytes."""
    line: int = getattr(node, "lineno", 1)
    offset: int = getattr(node, "col_offset", 0)
    text = source.line(line) if offset else ""
    if not text or text.isascii():
        return line, offset + 1
    return line, len(
        text.removeprefix(BOM).encode("utf-8", "surrogateescape")[:offset].decode("utf-8", "replace")
    ) + 1


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a chain of attributes on a name; empty for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(parts))) if isinstance(node, ast.Name) else ""


def matching_lines(text: str, pattern: re.Pattern[str]) -> list[int]:
    """The numbers (from 1) of the lines on which a pattern matches, ascending."""
    found: list[int] = []
    line, done = 1, 0
    for match in pattern.finditer(text):
        line += text.count("\n", done, match.start())
        done = match.start()
        if not found or found[-1] != line:
            found.append(line)
    return found


def covers(node: ast.AST, lines: list[int]) -> bool:
    """Whether a node spans one of the (ascending) lines; nodes without a place do. With it a walk leaves out
    what cannot matter.
    """
    start = getattr(node, "lineno", None)
    if start is None:
        return True
    for decorator in getattr(node, "decorator_list", ()):
        start = min(start, decorator.lineno)
    index = bisect_left(lines, start)
    return index < len(lines) and lines[index] <= (getattr(node, "end_lineno", None) or start)


def walk(tree: ast.AST, lines: list[int]) -> Iterator[ast.AST]:
    """The nodes of a tree that span one of the lines."""
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        pending += [child for child in ast.iter_child_nodes(node) if covers(child, lines)]


def constant_string(node: ast.AST | None) -> str | None:
    """The value of a string literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _needs_bytes(text: str) -> bool:
    """A file in a declared encoding other than UTF-8 is parsed from its bytes."""
    if text.isascii():
        return False
    head = text.split("\n", 2)[:2]
    declared = next((match[1] for line in head if (match := _CODING.match(line))), "")
    return bool(declared) and declared.lower().replace("_", "-") not in ("utf-8", "utf8")
