"""Lines that are too long, where black and ruff's formatter find a place to break them.

A line that holds a pair of brackets with something in it, or an operator, is always broken; a string or a name alone
never is. Source: black's documentation "The Black code style", "How Black wraps lines" and "Line length".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from regreen.project.style.mask import COMMENT, Bracket, Masked
from regreen.project.style.options import Drift, Style

_OPERATOR = re.compile(
    r" (?:and|or|in|not in|is|is not|[=!<>]=|[<>]|[+\-*/%|&^]|//|<<|>>|if|else) (?=\S)|, ?(?=\S)"
)
_BEGINS = re.compile(
    r"(?:[)\]}+\-*/%|&^<>=!.@]|(?:and|or|in|not|is|if|else|for|async|with|import|from|del|global)\b)"
)
_NAMES = re.compile(r"(from[ \t]+[\w.]+[ \t]+import[ \t]+)(\w+(?: as \w+)?(?:, \w+(?: as \w+)?)*)")
_COMMA_OR_BRACKET = re.compile(r"[()\[\]{},:]|(?<![\w.])(?:for|in|lambda)(?!\w)")
_DEF = re.compile(r"(?:async[ ]+)?def\b")
_TAIL = re.compile(r"(?:(?<=[)\]}]) (?:as|from) \w+)?$")
_VALUE = re.compile(
    r"(?P<head>(?:return|if|while|elif|[\w.]+(?:: [\w.]+)? [-+*/|&]?=) )(?P<value>[^:=][^:]*?(?<![=<>! ])):?"
)
_CALL_END = re.compile(r"[\w)\]\"]$")
_PRAGMA = re.compile(r"#.*\b(?:noqa|type|pylint|pyright|nosec|pragma|flake8|ruff|fmt|isort|mypy)\b", re.I)
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})
_OPEN, _CLOSE = "([{", ")]}"


def commas(masked: Masked, bracket: Bracket) -> list[int]:
    """The commas that part the elements of a pair; those of lambdas and of loops are none."""
    code, depth = masked.code, 0
    found: list[int] = []
    waiting = 0
    for match in _COMMA_OR_BRACKET.finditer(code, bracket.start + 1, bracket.end):
        word = match[0]
        if word in _OPEN:
            depth += 1
        elif word in _CLOSE:
            depth -= 1
        elif depth:
            continue
        elif word in ("for", "lambda"):
            waiting += 1
        elif word in ("in", ":"):
            waiting = max(0, waiting - 1)
        elif word == "," and not waiting:
            found.append(match.start())
    return found


def called(masked: Masked, bracket: Bracket) -> bool:
    """Whether a pair belongs to a call, a subscript or a definition: it is no list, tuple, set or dictionary."""
    return bool(_CALL_END.search(masked.code, max(0, bracket.start - 1), bracket.start))


def long_lines(masked: Masked, style: Style) -> Iterator[Drift]:
    """Lines that would be broken, with the line as it would be broken where that is plain."""
    what = f"longer than {style.line_length} columns"
    for statement in masked.statements:
        if statement.end - statement.start <= style.line_length and masked.text.isascii():
            continue
        if "\\" in masked.code[statement.start : statement.end]:
            continue
        start = statement.start
        while start < statement.end:
            end = masked.row_end(start)
            bare = _too_long(masked, style, start, end)
            if bare:
                indent = len(bare) - len(bare.lstrip())
                alone = start == statement.start
                broken = (
                    _broken(masked, style, start, bare, indent, alone) if end == start + len(bare) else None
                )
                yield Drift(start + indent, what, broken)
            start = end + 1


def width(text: str) -> int:
    """Columns of a text: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(char) in _NO_WIDTH else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def _too_long(masked: Masked, style: Style, start: int, end: int) -> str:
    """The code of a line without its comment, where the line would be broken."""
    text = masked.text[start:end]
    if width(text) <= style.line_length or "\n" in text:
        return ""
    bare = masked.code[start:end].rstrip(COMMENT).rstrip()
    wide = width(text[: len(bare)]) if style.since((24,), (0, 1)) else len(bare)
    if wide > style.line_length:
        return bare if _breaks(masked, start, bare, end) else ""
    paired = not _PRAGMA.search(text, len(bare)) and _pair(masked, start, start + len(bare))
    return bare if paired and len(text) > style.line_length else ""


def _breaks(masked: Masked, start: int, bare: str, end: int) -> bool:
    """Whether a line has a place to break it at; those with comments about types are left alone."""
    if "type:" in masked.text[start + len(bare) : end]:
        return False
    stop = start + len(bare)
    if _pair(masked, start, stop):
        return True
    head = bare.lstrip()
    if _NAMES.fullmatch(head):
        return True
    return not _BEGINS.match(head) and "lambda" not in head and _OPERATOR.search(head) is not None


def _pair(masked: Masked, start: int, stop: int) -> bool:
    """Whether brackets with something in them stand on a line."""
    return any(
        bracket.end < stop and masked.code[bracket.start + 1 : bracket.end].strip()
        for bracket in masked.between(start, stop)
    )


def _broken(
    masked: Masked, style: Style, start: int, bare: str, indent: int, alone: bool
) -> tuple[int, int, str] | None:
    """A line that ends in a pair of brackets, broken behind the opening one."""
    names = _NAMES.fullmatch(bare.strip()) if alone else None
    pad = " " * indent
    deeper = pad + " " * style.indent
    if names is not None:
        body = "".join(f"{deeper}{name},\n" for name in names[2].split(", "))
        return start + indent + len(names[1]), start + len(bare), f"(\n{body}{pad})"
    if alone and _DEF.match(bare.lstrip()):
        return _head(masked, style, start, bare, indent)
    value = _VALUE.fullmatch(bare.strip()) if alone else None
    if value is not None and not set(value["value"]) & set(_OPEN):
        return _parenthesised(masked, style, start, bare, indent, value["head"], value["value"])
    whole = bare.removesuffix(":" if alone else ",")
    whole = whole[: len(whole) - len(_TAIL.search(whole)[0])] if alone else whole  # type: ignore[index]
    last = masked.around(start + len(whole) - 1)
    if whole[-1] not in _CLOSE or last is None or last.end != start + len(whole) - 1 or last.start < start:
        return None
    head = masked.code[start : last.start]
    if (
        _outside(head)
        or not masked.code[last.start + 1 : last.end].strip()
        or head.lstrip().startswith("def ")
    ):
        return None
    rows = _rows(masked, style, last, deeper)
    return (last.start + 1, last.end, "\n" + "\n".join(rows) + "\n" + pad) if rows else None


def _head(masked: Masked, style: Style, start: int, bare: str, indent: int) -> tuple[int, int, str] | None:
    """The head of a function, broken behind the bracket of its parameters."""
    first = next(iter(masked.between(start, start + len(bare))), None)
    tail = bare[first.end - start :] if first is not None and first.end < start + len(bare) else ""
    if first is None or not tail or indent + width(tail.strip()) > style.line_length:
        return None
    pad = " " * indent
    rows = _rows(masked, style, first, pad + " " * style.indent)
    if not rows or "\n" in masked.text[first.start : first.end]:
        return None
    if len(rows) == 1 and not commas(masked, first):
        rows = [] if rows[0].lstrip().startswith("*") else [f"{rows[0]},"]
    return (first.start + 1, first.end, "\n" + "\n".join(rows) + "\n" + pad) if rows else None


def _parenthesised(
    masked: Masked, style: Style, start: int, bare: str, indent: int, head: str, value: str
) -> tuple[int, int, str] | None:
    """A value without brackets of its own, in brackets on a line of its own."""
    at = start + indent + len(head)
    text = masked.text[at : at + len(value)]
    deeper = " " * (indent + style.indent)
    if _OPERATOR.search(value) is None or "," in value or len(deeper) + width(text) > style.line_length:
        return None
    return at, at + len(value), f"(\n{deeper}{text}\n{' ' * indent})"


def _outside(head: str) -> bool:
    """Whether something before the last pair of a line might be broken instead."""
    return (
        ")." in head
        or "lambda" in head
        or head.count("[") > 1
        or ("with " in head and "," in head)
        or "for " in head
    )


def _rows(masked: Masked, style: Style, bracket: Bracket, pad: str) -> list[str]:
    """What stands in a pair, on one line where it fits, else an element on each; none where that is not all."""
    text, limit = masked.text, style.line_length
    inner = text[bracket.start + 1 : bracket.end].strip()
    cuts = commas(masked, bracket)
    kept = called(masked, bracket) or not cuts or not style.magic_comma
    if len(pad) + width(inner) <= limit and not inner.endswith(",") and kept:
        return [pad + inner]
    parts = [
        text[a + 1 : b].strip() for a, b in zip([bracket.start, *cuts], [*cuts, bracket.end], strict=True)
    ]
    parts = [part for part in parts if part]
    if len(parts) < 2 or any(part.startswith("*") for part in parts):
        return []
    rows = [f"{pad}{part}," for part in parts]
    return rows if all(width(row) <= limit for row in rows) else []
