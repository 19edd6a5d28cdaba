"""Which version of a formatter or linter a call gets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from regreen.project.pyproject import read_pyproject
from regreen.project.style.calls import ToolCall
from regreen.project.tree import Tree

_TARGET = re.compile(r"py(\d)(\d+)")

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


def target_version(
    tree: Tree, settings: Mapping[str, object], values: Mapping[str, str], folder: str
) -> tuple[int, ...]:
    """The oldest Python that ruff is told of, or that the project beside its settings asks for; else empty."""
    told = _TARGET.fullmatch(str(values.get("target-version") or settings.get("target-version") or ""))
    if told is not None:
        return int(told[1]), int(told[2])
    path = f"{folder}/pyproject.toml" if folder else "pyproject.toml"
    source = tree.source(path) if path in tree.modes else None
    project = read_pyproject(source) if source is not None else None
    wanted = str(project.table("project").get("requires-python", "")) if project is not None else ""
    oldest = [version for operator, version in specifiers(wanted) if operator in (">=", "~=", "==")]
    figures = [int(part) for part in re.findall(r"\d+", oldest[0])[:2]] if oldest else []
    return tuple(figures) if len(figures) == 2 else ()
