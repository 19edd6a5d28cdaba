"""Docstrings and bodies of three dots, as black and ruff's formatter write them.

Source: black's documentation "The Black code style", sections on docstrings (blanks at line ends go, also those before
the first word) and on empty lines, and its releases 24.1.0 (dummy implementations, the line below a class's docstring)
and 25.1.0 (docstrings of modules).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from regreen.project.style.mask import COMMENT, Literal, Masked, Statement
from regreen.project.style.options import Drift, Style

_BLANKS = re.compile(r"[ \t]+(?=\n)")
_CONTINUED = re.compile(r"\\[ \t]*\n")
_HEAD = re.compile(r"(?:(?:async[ \t]+)?def|class)\b")
_STUB = re.compile(r"[ \t]*\n[ \t]+\.\.\.$")


def docstrings(masked: Masked, style: Style) -> Iterator[Drift]:
    """Docstrings that would be written otherwise, and definitions whose body is `...` on a line of its own."""
    literals = {item.start: item for item in masked.literals}
    before: Statement | None = None
    below: Statement | None = None  # the docstring of a class that goes before
    new, modules = style.since((24,), (0, 3)), style.since((25,), (0, 3))
    for now in masked.statements:
        start = now.start + now.indent
        head = _opens(masked, before)
        if below is not None:
            yield from _below_class(masked, below, now)
        below = None
        item = literals.get(start)
        if (
            item is not None
            and item.end == len(masked.code[: now.end].rstrip())
            and (head or (before is None and modules))
        ):
            yield from _docstring(masked, item)
            below = now if head == "class" and new and len(item.quote) == 3 else None
        elif head and new and before is not None and masked.code[start : now.end] == "...":
            yield from _stub(masked, before, now)
        before = now


def _opens(masked: Masked, statement: Statement | None) -> str:
    """`def` or `class` when the statement is the head of one whose body is below it."""
    if statement is None:
        return ""
    code = masked.code[statement.start + statement.indent : statement.end].rstrip(COMMENT).rstrip()
    match = _HEAD.match(code)
    return ("class" if match[0] == "class" else "def") if match and code.endswith(":") else ""


def _docstring(masked: Masked, item: Literal) -> Iterator[Drift]:
    text = masked.text[item.start : item.end]
    if "b" in item.prefix.lower() or _CONTINUED.search(text) or "\f" in text or "f" in item.prefix.lower():
        return
    begin = item.start + len(item.prefix) + len(item.quote)
    for match in _BLANKS.finditer(masked.text, begin, item.end):
        yield Drift(match.start(), "blanks at the end of a line of a docstring", (*match.span(), ""))
    bare = masked.text[begin : item.end - len(item.quote)].lstrip(" \t")
    skipped = item.end - len(item.quote) - begin - len(bare)
    if skipped and bare.strip() and bare[0] not in "\n\"'" and len(item.quote) == 3:
        yield Drift(begin, "a blank before the first word of a docstring", (begin, begin + skipped, ""))


def _below_class(masked: Masked, docstring: Statement, now: Statement) -> Iterator[Drift]:
    gap = masked.code[docstring.end : now.start]
    if now.indent == docstring.indent and gap == "\n" and masked.code[docstring.end - 1] != COMMENT:
        yield Drift(
            now.start + now.indent,
            "no blank line below the docstring of a class",
            (now.start, now.start, "\n"),
        )


def _stub(masked: Masked, head: Statement, now: Statement) -> Iterator[Drift]:
    gap = masked.code[head.end : now.end]
    if _STUB.fullmatch(gap) and masked.code[head.end - 1] == ":":
        yield Drift(
            now.start + now.indent,
            "a body of three dots on a line of its own",
            (head.end, now.end, " ..."),
        )
