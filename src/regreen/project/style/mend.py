"""How single complaints of linters are repaired without changing what the code does.

Each repair answers with the pieces of the text to replace, or with None where the place is not that simple.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping

from regreen.project.style.codes import Codes, pragma
from regreen.project.style.lint import Complaint
from regreen.project.style.mask import Masked

Piece = tuple[int, int, str]
Repair = Callable[[Masked, int, Complaint, Codes], "list[Piece] | None"]

_ESCAPE = re.compile(r"\\(?:\\|\n|['\"abfnrtv0-7xNuU])|(?P<stray>\\)")
_NOT = re.compile(r"\bnot[ \t]+(?P<what>[\w.]+)[ \t]+(?P<word>in|is)\b(?![ \t]+not\b)")
_AS = re.compile(r"(?P<head>^[ \t]*except\b[^:#]*?)[ \t]+as[ \t]+\w+(?=[ \t]*:)")
_IMPORTS = re.compile(r"(?P<indent>[ \t]*)import[ \t]+(?P<names>[\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+(?:[ \t]+as[ \t]+\w+)?)+)[ \t]*$")  # fmt: skip  # noqa: E501
_DIRECTIVE = re.compile(r"#+[ \t]*(?:noqa|type:|pylint:|pragma|fmt:|nosec|mypy:|isort:|ruff:|flake8:|pyright:|!|:)", re.I)  # fmt: skip  # noqa: E501
_NARROW = 40  # columns that a comment needs at least to be wrapped


def row_of(masked: Masked, offset: int) -> tuple[int, int]:
    """Where the line of the text around a character begins and ends."""
    end = masked.text.find("\n", offset)
    return masked.text.rfind("\n", 0, offset) + 1, len(masked.text) if end < 0 else end


def _blanks(masked: Masked, at: int, item: Complaint, codes: Codes) -> list[Piece] | None:
    """Blanks at the end of a line; within a string that is a value they may be meant."""
    inside = next((one for one in masked.literals if one.start < at < one.end), None)
    if inside is not None and masked.code[masked.row_start(inside.start) : inside.start].strip():
        return None
    start, end = row_of(masked, at)
    return [(start + len(masked.text[start:end].rstrip(" \t")), end, "")]


def _end(masked: Masked, at: int, item: Complaint, codes: Codes) -> list[Piece] | None:
    kept = len(masked.text.rstrip("\n"))
    return [(kept, len(masked.text), "\n")]


def _no_field(masked: Masked, at: int, item: Complaint, codes: Codes) -> list[Piece] | None:
    found = next((one for one in masked.literals if one.start == at), None)
    if found is None or "}" in masked.text[found.start : found.end]:
        return None
    return [(at, at + len(found.prefix), found.prefix.replace("f", "").replace("F", ""))]


def _comma(masked: Masked, at: int, item: Complaint, codes: Codes) -> list[Piece] | None:
    return [(at + 1, at + 1, " ")] if masked.code[at : at + 1] == "," else None


def _one_by_one(masked: Masked, at: int, item: Complaint, codes: Codes) -> list[Piece] | None:
    start, end = row_of(masked, at)
    found = _IMPORTS.match(masked.text, start, end)
    if found is None or found.end() != end:
        return None
    names = [name.strip() for name in found["names"].split(",")]
    return [(start, end, "\n".join(f"{found['indent']}import {name}" for name in names))]


def _escapes(masked: Masked, at: int, item: Complaint, codes: Codes) -> list[Piece] | None:
    found = next((one for one in masked.literals if one.start <= at < one.end), None)
    if found is None:
        return None
    all_escapes = list(_ESCAPE.finditer(masked.text, found.start + len(found.prefix), found.end))
    stray = [match.start() for match in all_escapes if match["stray"]]
    if len(stray) == len(all_escapes) and "u" not in found.prefix.lower():
        return [(found.start, found.start, "r")]
    return [(place, place, "\\") for place in stray]


def _before_comment(masked: Masked, at: int, item: Complaint, codes: Codes) -> list[Piece] | None:
    start, _ = row_of(masked, at)
    return [(start + len(masked.text[start:at].rstrip(" \t")), at, "  ")]


def _in_comment(masked: Masked, at: int, item: Complaint, codes: Codes) -> list[Piece] | None:
    text = masked.text[at : row_of(masked, at)[1]]
    return [(at, at + len(text) - len(text.lstrip("# \t")), "# ")] if text.count("#", 0, 2) == 1 else None


def _negated(masked: Masked, at: int, item: Complaint, codes: Codes) -> list[Piece] | None:
    start, end = row_of(masked, at)
    found = list(_NOT.finditer(masked.code, start, end))
    if len(found) != 1:
        return None
    words = "not in" if found[0]["word"] == "in" else "is not"
    return [(found[0].start(), found[0].end(), f"{found[0]['what']} {words}")]


def _unnamed(masked: Masked, at: int, item: Complaint, codes: Codes) -> list[Piece] | None:
    start, end = row_of(masked, at)
    found = _AS.match(masked.code[start:end])
    return [(start + found.end("head"), start + found.end(), "")] if found is not None else None


def _blank_lines(masked: Masked, at: int, item: Complaint, codes: Codes) -> list[Piece] | None:
    """Two blank lines in front of a definition, and of the comments that stand on it."""
    start, _ = row_of(masked, at)
    while start and masked.code.startswith("#", previous := masked.text.rfind("\n", 0, start - 1) + 1):
        start = previous
    kept = len(masked.text[:start].rstrip("\n"))
    if not kept or masked.text[kept:start].strip("\n"):
        return None
    return [(kept, start, "\n\n\n")]


def _surplus(masked: Masked, at: int, item: Complaint, codes: Codes) -> list[Piece] | None:
    start, end = row_of(masked, at)
    kept = len(masked.text[:start].rstrip("\n"))
    inside = masked.text[start:end][:1] in (" ", "\t")
    return [(kept, start, "\n\n" if inside else "\n\n\n")] if kept else None


def _long(masked: Masked, at: int, item: Complaint, codes: Codes) -> list[Piece] | None:
    """A comment on lines of its own: wrapped where it stands alone, above the code that it follows."""
    start, end = row_of(masked, at)
    comment = next((span for span in masked.comments if start <= span[0] < end), None)
    line = masked.text[start:end]
    if comment is None or pragma(line) or _DIRECTIVE.match(line, comment[0] - start) or "\t" in line:
        return None
    code = masked.text[start : comment[0]].rstrip()
    indent = line[: len(line) - len(line.lstrip())]
    width = codes.line_length - len(indent) - 2
    words = masked.text[comment[0] : end].lstrip("#").strip()
    if width < _NARROW or len(code) > codes.line_length or '"' in masked.code[start : start + 1]:
        return None
    rows = textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False)
    if any(len(row) > width for row in rows):
        return None
    return [(start, end, "\n".join([*(f"{indent}# {row}" for row in rows), *([code] if code else [])]))]


REPAIRS: Mapping[str, Repair] = {
    "W291": _blanks,
    "W293": _blanks,
    "W292": _end,
    "W391": _end,
    "F541": _no_field,
    "E231": _comma,
    "E401": _one_by_one,
    "W605": _escapes,
    "E261": _before_comment,
    "E262": _in_comment,
    "E265": _in_comment,
    "E713": _negated,
    "E714": _negated,
    "F841": _unnamed,
    "E302": _blank_lines,
    "E305": _blank_lines,
    "E303": _surplus,
    "E501": _long,
}
"""Codes whose complaints may be repaired."""
