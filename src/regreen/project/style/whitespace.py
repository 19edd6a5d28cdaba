"""Blanks and semicolons within lines, as pycodestyle names them.

Source: pycodestyle's documentation ("Error codes") and the texts of its checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from regreen.project.style.mask import Masked
from regreen.project.style.options import Style
from regreen.project.style.spacing import spacing

_NAMES = {
    "a blank before a comma": "E203",
    "a blank behind an opening bracket": "E201",
    "a blank before a closing bracket": "E202",
    "a blank between a name and its bracket": "E211",
    "blanks beside `=`": "E251",
}
CODES = frozenset({*_NAMES.values(), "E225", "E702", "E703", "W191"})
_COMPARES = re.compile(r"no blank (?:before|behind) `(?:==|!=|<=|>=|<|>|->|:=|(?:\W{1,2})=)`")
_TAB = re.compile(r"^[ ]*\t", re.M)


def whitespace(masked: Masked, wanted: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    """Offsets, codes and words of what pycodestyle refuses, of these codes."""
    code = masked.code
    for drift in spacing(masked, Style()):
        name = _NAMES.get(drift.what, "")
        if drift.what == "no blank beside `=`" or _COMPARES.fullmatch(drift.what):
            name = "E225" if _plainly(masked, drift.offset, drift.what) else ""
        elif drift.what == "a semicolon":
            behind = code[drift.offset + 1 : masked.row_end(drift.offset)].strip(" \t#")
            name = "E702" if behind else "E703"
        if name in wanted:
            yield drift.offset, name, drift.what
    if "W191" in wanted:
        for statement in masked.statements:
            if _TAB.match(code, statement.start, statement.start + statement.indent):
                yield statement.start, "W191", "indentation with tabs"


def _plainly(masked: Masked, offset: int, what: str) -> bool:
    """Whether it is an assignment or comparison, not a default value of a parameter."""
    around = masked.around(offset)
    return around is None or ("`=`" not in what and masked.code[around.start] != "[")
