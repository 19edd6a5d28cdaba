"""What code makes of the text of an environment variable, and which texts it cannot make anything of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.place import on_line
from regreen.project.python import dotted, parse, position
from regreen.project.settings import settings_fields, shortest
from regreen.project.value_forms import Form
from regreen.project.variable_flow import Block, blocks, variable_of

_WORDS = (
    *("Fernet(", "b64decode(", "fromhex(", "json.loads(", "int(", "float(", "len(", "AESGCM("),
    "BaseSettings",
)
_READ = re.compile(r"environ[\s\\)]*(?:\[|\.[\s\\]*get\b)|getenv[\s\\)]*\(")
_HELD = re.compile(r"\b(?:settings|config|cfg|conf|app_settings|app_config|get_settings\(\))\.")
_FORMS = {
    "Fernet": Form("fernet"),
    "b64decode": Form("base64"),
    "standard_b64decode": Form("base64"),
    "urlsafe_b64decode": Form("base64"),
    "fromhex": Form("hex"),
    "int": Form("integer"),
    "float": Form("number"),
    "loads": Form("json"),
}
_AES = (16, 24, 32)


class Demand(Struct, frozen=True):
    """A place that wants a variable's text to have a form. `at_import`: when the module is imported; `settings` names
    the class of a settings field.
    """

    variable: str
    any_case: bool
    form: Form
    at_import: bool
    place: FileEvidence
    settings: str = ""


@lru_cache(maxsize=4096)
def demands(source: Source, fields: tuple[tuple[str, str], ...] = ()) -> tuple[Demand, ...]:
    """All of one file. `fields` are the attributes of settings objects with their variables."""
    own, reads = settings_fields(source), _reads(source.text, fields)
    if not (own or reads) or not any(word in source.text for word in _WORDS):
        return ()
    found = [
        Demand(variable, field.any_case, field.form, False, field.place, field.settings)
        for field in own
        if field.form is not None
        for variable in field.variables[:1]
    ]
    tree = parse(source) if reads else None
    if tree is not None:
        found += _of_tree(source, tree, dict(fields))
    return tuple(found)


def _reads(text: str, fields: tuple[tuple[str, str], ...]) -> bool:
    """Whether a file may read a variable itself or have one from a settings object, by its words alone."""
    if ("environ" in text or "getenv" in text) and _READ.search(text):
        return True
    held = any(f".{name}" in text for name, _ in fields)
    return held and ("environ" in text or "getenv" in text or _HELD.search(text) is not None)


def _of_tree(source: Source, tree: ast.Module, fields: Mapping[str, str]) -> Iterator[Demand]:
    of_settings = frozenset(fields.values())
    for block in blocks(tree, fields):
        for node in block.nodes:
            found = _demand(node, block, fields)
            if found is not None:
                variable, form = found
                place = on_line(source, *position(source, node))
                yield Demand(variable, variable in of_settings, form, block.at_import, place)


def _demand(node: ast.AST, block: Block, fields: Mapping[str, str]) -> tuple[str, Form] | None:
    least = shortest(node)
    if least is not None:
        variable = variable_of(least[0], block.names, fields)
        return (variable, Form("text", least=least[1])) if variable else None
    if not isinstance(node, ast.Call) or len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
        return None
    form = _FORMS.get(dotted(node.func).rpartition(".")[2])
    if form is None or (form.kind == "json" and dotted(node.func) != "json.loads"):
        return None
    variable = variable_of(node.args[0], block.names, fields)
    if variable and form.kind == "base64":
        form = Form("base64", sizes=_sizes(block.nodes))
    return (variable, form) if variable else None


def _sizes(nodes: Sequence[ast.AST]) -> tuple[int, ...]:
    """The lengths in bytes that a decoded key may have: `if len(key) != 32: raise ...`, `AESGCM(key)`."""
    for node in nodes:
        if (
            isinstance(node, ast.If)
            and isinstance(node.body[-1], ast.Raise)
            and isinstance(node.test, ast.Compare)
        ):
            test = node.test
            call, bound = test.left, test.comparators[0]
            if not isinstance(call, ast.Call) or dotted(call.func) != "len" or len(test.ops) != 1:
                continue
            if isinstance(test.ops[0], ast.NotEq) and isinstance(bound, ast.Constant):
                return (bound.value,) if isinstance(bound.value, int) else ()
            if isinstance(test.ops[0], ast.NotIn) and isinstance(bound, ast.Tuple | ast.List | ast.Set):
                values = [item.value for item in bound.elts if isinstance(item, ast.Constant)]
                return tuple(value for value in values if isinstance(value, int))
    if any(isinstance(node, ast.Call) and dotted(node.func).endswith("AESGCM") for node in nodes):
        return _AES
    return ()
