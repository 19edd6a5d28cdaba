"""What code makes of the text of an environment variable, and which texts it cannot make anything of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.env import variable_read
from regreen.project.place import on_line
from regreen.project.python import dotted, parse, position
from regreen.project.settings import settings_fields, shortest
from regreen.project.value_forms import Form

_WORDS = re.compile(
    r"\bFernet\(|b64decode\(|fromhex\(|json\.loads\(|\bint\(|\bfloat\(|\blen\(|AESGCM\(|BaseSettings"
)
_HOLDERS = frozenset({"settings", "config", "cfg", "conf", "app_settings", "app_config", "_settings"})
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


@dataclass(frozen=True, slots=True)
class Demand:
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
    if not _WORDS.search(source.text):
        return ()
    found = [
        Demand(variable, field.any_case, field.form, False, field.place, field.settings)
        for field in settings_fields(source)
        if field.form is not None
        for variable in field.variables[:1]
    ]
    tree = parse(source)
    if tree is not None:
        found += _Reader(source, dict(fields)).read(tree)
    return tuple(found)


class _Reader:
    def __init__(self, source: Source, fields: Mapping[str, str]) -> None:
        self.source, self.fields = source, fields

    def read(self, tree: ast.Module) -> Iterator[Demand]:
        yield from self._block(tree, {}, at_import=True)

    def _block(self, owner: ast.AST, outer: Mapping[str, str], *, at_import: bool) -> Iterator[Demand]:
        """The demands of a module or function, functions inside of it after it."""
        names = dict(outer)
        inner: list[ast.AST] = []
        nodes = list(_own(owner, inner))
        for node in nodes:
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                variable = self._variable(node.value, names)
                target = dotted(node.targets[0])
                if target:
                    names.pop(target, None)
                    names.update({target: variable} if variable else {})
        sizes = _sizes(nodes)
        for node in nodes:
            found = self._demand(node, names, sizes)
            if found is not None:
                variable, form = found
                place = on_line(self.source, *position(self.source, node))
                yield Demand(variable, self._is_field(variable), form, at_import, place)
        for function in inner:
            yield from self._block(function, names, at_import=False)

    def _demand(
        self, node: ast.AST, names: Mapping[str, str], sizes: tuple[int, ...]
    ) -> tuple[str, Form] | None:
        least = shortest(node)
        if least is not None:
            variable = self._variable(least[0], names)
            return (variable, Form("text", least=least[1])) if variable else None
        if not isinstance(node, ast.Call) or len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
            return None
        form = _FORMS.get(dotted(node.func).rpartition(".")[2])
        if form is None or (form.kind == "json" and dotted(node.func) != "json.loads"):
            return None
        variable = self._variable(node.args[0], names)
        if form.kind == "base64" and sizes:
            form = Form("base64", sizes=sizes)
        return (variable, form) if variable else None

    def _variable(self, node: ast.AST, names: Mapping[str, str]) -> str:
        """The variable whose text an expression is."""
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr not in ("encode", "strip", "get_secret_value"):
                break
            node = node.func.value
        found = variable_read(node)
        if found:
            return found
        path = dotted(node)
        if path in names:
            return names[path]
        if isinstance(node, ast.Attribute):
            holder = node.value.func if isinstance(node.value, ast.Call) else node.value
            last = dotted(holder).rpartition(".")[2]
            if last in _HOLDERS or last == "get_settings":
                return self.fields.get(node.attr, "")
        return ""

    def _is_field(self, variable: str) -> bool:
        return variable in self.fields.values()


def _own(owner: ast.AST, inner: list[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of a module or function in the order of the text, without those of the functions inside of it."""
    pending = list(reversed(list(ast.iter_child_nodes(owner))))
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inner.append(node)
            continue
        yield node
        if not isinstance(node, ast.Try):
            pending += reversed(list(ast.iter_child_nodes(node)))


def _sizes(nodes: list[ast.AST]) -> tuple[int, ...]:
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
