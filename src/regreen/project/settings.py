"""Settings classes of pydantic: which variables their fields come from and what these must look like.

Source: the documentation of pydantic-settings ("Usage", "Parsing environment variable values") and of pydantic 1.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.env import field_names, keyword, prefix_of
from regreen.project.place import on_line
from regreen.project.python import constant_string, dotted, parse, position
from regreen.project.value_forms import Form

_LISTS = frozenset({"list", "List", "set", "Set", "tuple", "Tuple", "frozenset", "FrozenSet", "Sequence"})
_OBJECTS = frozenset({"dict", "Dict", "Mapping"})
_PLAIN = {"int": "integer", "PositiveInt": "integer", "float": "number", "bool": "boolean"}
_OWN_PARSING = re.compile(
    r"NoDecode|enable_decoding|settings_customise_sources|customise_sources|parse_env_var|EnvSettingsSource"
    r"|prepare_field_value|env_nested_delimiter"
)
_BEFORE = re.compile(
    r"""mode\s*=\s*["'](?:before|wrap|plain)["']|\bpre\s*=\s*True|BeforeValidator|WrapValidator"""
)


class Field(Struct, frozen=True):
    """A field. `variables` are the names it is read from (in any case where `any_case`), `form` what a value must
    look like; None where everything goes, or nobody can tell.
    """

    name: str
    variables: tuple[str, ...]
    any_case: bool
    form: Form | None
    required: bool
    settings: str
    place: FileEvidence


@lru_cache(maxsize=1024)
def settings_fields(source: Source) -> tuple[Field, ...]:
    """The fields of all settings classes of a file."""
    tree = parse(source) if "BaseSettings" in source.text else None
    if tree is None:
        return ()
    bases = {"BaseSettings", "pydantic.BaseSettings", "pydantic_settings.BaseSettings"}
    found: list[Field] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(dotted(base) in bases for base in node.bases):
            bases.add(node.name)
            found += _fields(source, node)
    return tuple(found)


def _fields(source: Source, node: ast.ClassDef) -> Iterator[Field]:
    prefix, body = prefix_of(node), "\n".join(ast.unparse(child) for child in node.body)
    any_case = "case_sensitive" not in body or "case_sensitive=False" in body.replace(" ", "")
    own = _OWN_PARSING.search(source.text) is not None
    least = dict(_lengths(node))
    before = {name for name, text in _validators(node) if _BEFORE.search(text)}
    for child in node.body:
        if not isinstance(child, ast.AnnAssign) or not isinstance(child.target, ast.Name):
            continue
        name = child.target.id
        form = _form(child, own=own, before=name in before or "*" in before)
        wanted = max(least.get(name, 0), _least(child))
        if wanted and _is_text(child.annotation):
            form = (form or Form("text")).with_least(wanted)
        if form is not None and form.kind != "text" and "env_ignore_empty" in body:
            form = None
        names = field_names(child.value) or (f"{prefix}{name}".upper() if any_case else f"{prefix}{name}",)
        place = on_line(source, *position(source, child))
        yield Field(name, names, any_case, form, child.value is None, node.name, place)


def _form(field: ast.AnnAssign, *, own: bool, before: bool) -> Form | None:
    """What the annotation asks of the text in the environment."""
    parts = list(_alternatives(field.annotation))
    code = ast.unparse(field)
    if len(parts) != 1 or _BEFORE.search(code):
        return None
    head = dotted(parts[0].value if isinstance(parts[0], ast.Subscript) else parts[0]).rpartition(".")[2]
    if head in _LISTS or head in _OBJECTS:
        # decoded before any validator sees it
        return None if own else Form("list" if head in _LISTS else "object")
    if before:
        return None
    if head in _PLAIN:
        return Form(_PLAIN[head])
    if head == "Literal" and isinstance(parts[0], ast.Subscript):
        items = parts[0].slice.elts if isinstance(parts[0].slice, ast.Tuple) else [parts[0].slice]
        choices = tuple(text for item in items if (text := constant_string(item)) is not None)
        return Form("choice", choices=choices) if len(choices) == len(items) else None
    return None


def _alternatives(node: ast.expr) -> Iterator[ast.expr]:
    """The members of a union, without None; of `Annotated[...]` the type."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _alternatives(node.left)
        yield from _alternatives(node.right)
        return
    head = dotted(node.value).rpartition(".")[2] if isinstance(node, ast.Subscript) else ""
    if isinstance(node, ast.Subscript) and head in ("Optional", "Union", "Annotated"):
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        for item in inner[:1] if head == "Annotated" else inner:
            yield from _alternatives(item)
    elif not (isinstance(node, ast.Constant) and node.value is None):
        yield node


def _is_text(node: ast.expr) -> bool:
    names = {dotted(part).rpartition(".")[2] for part in _alternatives(node)}
    return names <= {"str", "SecretStr", "constr"}


def _least(field: ast.AnnAssign) -> int:
    """`min_length` of `Field(...)`, also inside of `Annotated[...]`."""
    for node in ast.walk(field):
        if isinstance(node, ast.Call):
            value = keyword(node, "min_length")
            if isinstance(value, ast.Constant) and isinstance(value.value, int):
                return value.value
    return 0


def _validators(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """The fields of each validator of a class, each with the validator's code."""
    for function in node.body:
        for call in getattr(function, "decorator_list", ()):
            name = dotted(call.func).rpartition(".")[2] if isinstance(call, ast.Call) else ""
            if isinstance(call, ast.Call) and name in ("field_validator", "validator"):
                for argument in call.args:
                    yield constant_string(argument) or "", ast.unparse(call)


def _lengths(node: ast.ClassDef) -> Iterator[tuple[str, int]]:
    """The shortest texts that validators let pass: `if len(value) < N: raise ...`."""
    for function in node.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        names = [
            constant_string(argument) or ""
            for call in function.decorator_list
            if isinstance(call, ast.Call)
            and dotted(call.func).rpartition(".")[2] in ("field_validator", "validator")
            for argument in call.args
        ]
        for statement in function.body if names else ():
            least = shortest(statement)
            if least is not None:
                yield from ((name, least[1]) for name in names)


def shortest(node: ast.AST) -> tuple[ast.expr, int] | None:
    """The expression and the figure of `if len(expression) < N: raise ...`; None for anything else."""
    if not isinstance(node, ast.If) or not isinstance(node.body[-1], ast.Raise):
        return None
    test = node.test
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.left, ast.Call):
        return None
    bound = test.comparators[0]
    if (
        dotted(test.left.func) != "len"
        or not isinstance(bound, ast.Constant)
        or not isinstance(bound.value, int)
    ):
        return None
    if isinstance(test.ops[0], ast.Lt):
        return test.left.args[0], bound.value
    return (test.left.args[0], bound.value + 1) if isinstance(test.ops[0], ast.LtE) else None
