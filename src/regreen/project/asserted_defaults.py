"""Tests that assert a setting's default, while the job sets the variable that overrides it.

Source: the documentation of pydantic-settings: a variable of the environment goes before the default of a field.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.place import on_line
from regreen.project.python import dotted, parse
from regreen.project.settings import Field

_TRUE, _FALSE = (
    frozenset({"1", "true", "t", "yes", "y", "on"}),
    frozenset({"0", "false", "f", "no", "n", "off"}),
)
_CARED_FOR = re.compile(
    r"clear=True|environ\.clear|customise_sources|_env_prefix|dependency_overrides\[get_settings"
)


class Overridden(Struct, frozen=True):
    """An assertion that does not hold in a job: the field, the value it asserts, the variable and its value there."""

    field: str
    asserted: str
    variable: str
    value: str
    place: FileEvidence


def overridden(
    source: Source, fields: Sequence[Field], variables: Mapping[str, str], beside: str
) -> Iterator[Overridden]:
    """The assertions of a test module. `beside` is the text of the conftest files: who speaks of a variable there, or
    in the module itself, may well set it.
    """
    spoken = beside + source.text
    if _CARED_FOR.search(spoken):
        return
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for field in fields:
        for name in field.variables:
            variable = next((each for each in variables if each == name or each.lower() == name.lower()), "")
            value = variables.get(variable, "")
            if (
                value
                and "$" not in value
                and not re.search(rf"[\"']{re.escape(variable)}[\"']", spoken, re.I)
            ):
                found[field.settings, field.name] = (variable, value)
    tree = parse(source) if found else None
    classes = {settings for settings, _ in found}
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            yield from _of_test(source, node, found, classes)


def _of_test(
    source: Source,
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    found: Mapping[tuple[str, str], tuple[str, str]],
    classes: set[str],
) -> Iterator[Overridden]:
    text = ast.unparse(node)
    if "monkeypatch" in text or "patch" in text or "environ" in text:
        return
    made: dict[str, str] = {}
    for item in ast.walk(node):
        if isinstance(item, ast.Assign) and isinstance(item.value, ast.Call) and not item.value.args:
            name = dotted(item.value.func).rpartition(".")[2]
            plain = all(keyword.arg == "_env_file" for keyword in item.value.keywords)
            if name in classes and plain and isinstance(item.targets[0], ast.Name):
                made[item.targets[0].id] = name
        elif isinstance(item, ast.Assert):
            right = _compared(item.test)
            if right is None or right[0] not in made:
                continue
            known = found.get((made[right[0]], right[1]))
            if known is not None and _differs(right[2], known[1]):
                place = on_line(source, item.lineno)
                yield Overridden(right[1], repr(right[2]), *known, place)


def _compared(test: ast.expr) -> tuple[str, str, object] | None:
    """Of `settings.field == value` the name, the field and the value."""
    if (
        not isinstance(test, ast.Compare)
        or len(test.ops) != 1
        or not isinstance(test.ops[0], ast.Eq | ast.Is)
    ):
        return None
    left, right = test.left, test.comparators[0]
    if (
        isinstance(left, ast.Attribute)
        and isinstance(left.value, ast.Name)
        and isinstance(right, ast.Constant)
    ):
        return left.value.id, left.attr, right.value
    return None


def _differs(asserted: object, value: str) -> bool:
    """Whether a variable of this value surely gives something else."""
    if isinstance(asserted, bool):
        return value.lower() in (_FALSE if asserted else _TRUE)
    if isinstance(asserted, int):
        return value.lstrip("-").isdigit() and int(value) != asserted
    return isinstance(asserted, str) and asserted.lower() != value.lower()
