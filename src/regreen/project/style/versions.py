"""Which version of a formatter or linter a call gets."""

from __future__ import annotations

import re
from datetime import date

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from regreen.project.style.calls import ToolCall

_RUFF_BY_DAY = ((date(2025, 9, 15), (0, 13)), (date(2024, 3, 1), (0, 3)), (date(2023, 10, 25), (0, 1)))
"""What an unpinned ruff is at least, by the days of its releases."""


def version_of(call: ToolCall, today: date) -> tuple[int, ...]:
    """The version of a call's tool: what its specifier says, or for black, which counts years, what the day says."""
    for specifier in specifiers(call.version):
        if specifier[0] in ("==", "~=", "==="):
            return tuple(map(int, re.findall(r"\d+", specifier[1])[:2]))
        if specifier[0] in ("<", "<=") and call.tool == "black":
            return tuple(map(int, re.findall(r"\d+", specifier[1])[:2]))
    if call.tool == "black":
        return (today.year % 100 - (today.month < 3), 1)
    if any(operator in ("<", "<=") for operator, _ in specifiers(call.version)):
        return ()
    return next((version for day, version in _RUFF_BY_DAY if today >= day), ())


def specifiers(text: str) -> list[tuple[str, str]]:
    """Operators and versions of a specifier; none where it cannot be read."""
    try:
        return [(item.operator, item.version) for item in SpecifierSet(text)]
    except InvalidSpecifier:
        return []
