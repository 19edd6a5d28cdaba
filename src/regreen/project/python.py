"""Python files as syntax trees; nothing is ever imported or run."""

from __future__ import annotations

import ast
import re
import warnings
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
