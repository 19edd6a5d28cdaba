"""Blank lines and indentation, as black and ruff's formatter set them.

Source: black's documentation "The Black code style", section on empty lines, and its releases 24.1.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from regreen.project.style.mask import Masked, Statement
from regreen.project.style.options import BLACK, Drift, Style

_MANY = re.compile(r"\n(?:[ \t]*\n){3,}(?=[ \t]*\S)")
_TWO_WITHIN = re.compile(r"\n[ \t]*\n[ \t]*\n[ \t]+(?=[^\s#])")
_WITHIN = re.compile(r"(?<=\S)\n(?:[ \t]*\n)+(?=[ \t]*\S)")
_DEFINES = re.compile(r"(?:async[ \t]+def|def|class)\b")
_IMPORT = re.compile(r"(?:import|from)\b")
_CLAUSE = re.compile(r"(?:elif|else|except|finally|case)\b")


def blanks(masked: Masked, style: Style) -> Iterator[Drift]:
    """Blank lines that are too many or lack, indentation by something else than four blanks."""
    code = masked.code
    if code.startswith("\n"):
        yield Drift(0, "blank lines at the beginning")
    if code and not code.endswith("\n"):
        yield Drift(len(code) - 1, "no line end at the end of the file", (len(code), len(code), "\n"))
    elif code.strip() and code.endswith("\n\n"):
        bare = len(code.rstrip())
        yield Drift(bare, "blank lines at the end of the file", (bare, len(code), "\n"))
    for pattern, what in ((_MANY, "more than two blank lines"), (_TWO_WITHIN, "more than one blank line")):
        few = pattern is _MANY and "\n\n\n\n" not in masked.compact
        for match in pattern.finditer(code) if not few else ():
            if "\f" not in match[0]:
                new = "\n\n\n" if match[0].endswith("\n") and code[match.end()] not in " \t" else "\n\n"
                lead = match[0].rpartition("\n")[2]
                yield Drift(match.end(), what, (match.start(), match.end() - len(lead), new))
    for match in _WITHIN.finditer(code):
        if masked.around(match.start()) is not None:
            yield Drift(match.start() + 1, "a blank line within brackets", (match.start(), match.end(), "\n"))
    yield from _between(masked, style)


def _between(masked: Masked, style: Style) -> Iterator[Drift]:
    code = masked.code
    before: Statement | None = None
    first = True
    definitions: list[int] = []  # indentation of those that are open
    for now in masked.statements:
        head = now.start + now.indent
        if before is not None and code[before.end - 1 : before.end] == "\\":
            return
        if style.indent and (now.indent % style.indent or "\t" in code[now.start : head]):
            yield Drift(head, f"indentation by something else than {style.indent} blanks")
        closed = False
        while definitions and definitions[-1] >= now.indent:
            definitions.pop()
            closed = True
        defines = _DEFINES.match(code, head) is not None
        if defines:
            definitions.append(now.indent)
        if before is not None:
            what = _wrong(masked, style, before, now, defines, closed)
            if first and not what and _first(masked, style, before) and style.since((24,), (0, 3)):
                what = _below_docstring(masked, before, now, defines)
            first = False
            if what:
                have = code[before.end : now.start].count("\n") - 1
                more = (2 if "2" in what else 1) - have
                fix = (now.start, now.start, "\n" * more) if more > 0 else (before.end, now.start, "\n")
                yield Drift(head, what, fix)
        before = now


def _first(masked: Masked, style: Style, statement: Statement) -> bool:
    """Whether a statement counts as the first one: for black only without comments above it."""
    return style.tool != BLACK or not masked.code[: statement.start].strip()


def _below_docstring(masked: Masked, before: Statement, now: Statement, defines: bool) -> str:
    """The docstring of a module has one blank line below it, but before definitions."""
    code, gap = masked.code, masked.code[before.end : now.start]
    alone = not code[before.start : before.end].strip('"') and not before.indent and not now.indent
    if not alone or defines or gap.strip() or code[now.start] in '@"' or "\f" in gap:
        return ""
    if masked.text[before.end - 3 : before.end] not in ('"""', "'''"):
        return ""
    return "" if gap.count("\n") == 2 else "not one blank line below the docstring of the module"


def _wrong(
    masked: Masked, style: Style, before: Statement, now: Statement, defines: bool, closed: bool
) -> str:
    """What is wrong between two statements."""
    code, head = masked.code, now.start + now.indent
    gap = code[before.end : now.start]
    if gap.strip() or code[before.start + before.indent] == "@" or "\f" in gap:
        return ""  # a comment lies between, or a decorator goes before
    lines, last = gap.count("\n") - 1, code[before.start + before.indent : before.end]
    if before.indent < now.indent:
        old = style.tool == BLACK and (23, 1) <= style.version < (24,)
        hidden = old and _DEFINES.match(last) and not last.startswith("class")
        starts = defines or code[head] in '@"'
        return "a blank line below the head of a function" if hidden and lines and not starts else ""
    if _DEFINES.match(last) and not last.rstrip(" #").endswith(":"):
        return ""
    if last.rstrip().endswith("...") or _CLAUSE.match(code, head) or not last.strip('"'):
        return ""
    wanted = 1 if now.indent else 2
    if (defines or code[head] == "@") and lines < wanted:
        return f"fewer than {wanted} blank lines before a definition"
    if closed and lines < wanted:
        return f"fewer than {wanted} blank lines behind a definition"
    imported = _IMPORT.match(last) and not _IMPORT.match(code, head) and before.indent == now.indent
    return "no blank line behind the imports" if imported and not lines else ""
