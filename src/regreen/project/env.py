"""Environment variables that Python code reads or sets, and settings classes that want them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.modules import Modules
from regreen.project.nodes import children
from regreen.project.place import on_line
from regreen.project.python import constant_string, covers, dotted, parse, position
from regreen.project.tree import Tree

_CLIENTS = {
    ("openai", "OpenAI"): ("OPENAI_API_KEY", "api_key"),
    ("openai", "AsyncOpenAI"): ("OPENAI_API_KEY", "api_key"),
    ("openai", "AzureOpenAI"): ("AZURE_OPENAI_API_KEY", "api_key"),
    ("openai", "AsyncAzureOpenAI"): ("AZURE_OPENAI_API_KEY", "api_key"),
    ("groq", "Groq"): ("GROQ_API_KEY", "api_key"),
    ("groq", "AsyncGroq"): ("GROQ_API_KEY", "api_key"),
    ("together", "Together"): ("TOGETHER_API_KEY", "api_key"),
    ("tavily", "TavilyClient"): ("TAVILY_API_KEY", "api_key"),
    ("langchain_openai", "ChatOpenAI"): ("OPENAI_API_KEY", "api_key"),
    ("langchain_openai", "OpenAIEmbeddings"): ("OPENAI_API_KEY", "api_key"),
}
"""Clients that cannot be made without a key, the variable they read it from, and the argument that goes before it.

Sources: the constructors of openai, groq, together, tavily and langchain-openai.
"""
_WORDS = (
    "environ[",
    "environ.",
    "in os.environ",
    "getenv",
    "setenv",
    "putenv",
    "BaseSettings",
    "decouple",
    *sorted({m for m, _ in _CLIENTS}),
)
_HINT = re.compile(
    r"environ\b|getenv|setenv|putenv|BaseSettings|\bconfig\(|\b(?:OpenAI|AsyncOpenAI|AzureOpenAI|AsyncAzureOpenAI|Groq|AsyncGroq|Together|TavilyClient|ChatOpenAI|OpenAIEmbeddings)\("
)
_LITERALS = (
    *("environ", "getenv", "setenv", "putenv", "BaseSettings", "config("),
    *(f"{name}(" for name in sorted({name for _, name in _CLIENTS})),
)
_GETTERS = frozenset({"os.getenv", "getenv", "os.environ.get", "environ.get", "config", "decouple.config"})
_SETTERS = frozenset({"os.environ.setdefault", "environ.setdefault", "os.putenv", "putenv"})
_BASES = frozenset({"BaseSettings", "pydantic.BaseSettings", "pydantic_settings.BaseSettings"})


class Variable(Struct, frozen=True):
    """A place that reads a variable, or sets it (`sets`). `default` is the code of the default, empty when there
    is none; `required` says that reading fails when it is unset; `settings` names the settings class;
    `at_import` says that it happens when the module is imported.
    """

    name: str
    default: str
    required: bool
    sets: bool
    at_import: bool
    place: FileEvidence
    settings: str = ""


def variables(tree: Tree) -> tuple[Variable, ...]:
    """All places in the Python files of a tree, by file and line."""
    sources = (tree.source(path) for path in Modules(tree).files)
    return tuple(found for source in sources if source is not None for found in read_variables(source))


@lru_cache(maxsize=4096)
def read_variables(source: Source) -> tuple[Variable, ...]:
    """All places in one file; nothing when it cannot be parsed."""
    usual = any(word in source.text for word in _WORDS)
    lines = _hinted_lines(source.text) if usual else []
    tree = parse(source) if lines else None
    if tree is None:
        return ()
    found = [*_accesses(source, tree, lines), *insisted(source, tree.body), *_clients(source, tree)]
    if "BaseSettings" in source.text:
        found += _settings(source, tree)
    return tuple(sorted(found, key=lambda item: (item.place.line, item.place.column)))


def _hinted_lines(text: str) -> list[int]:
    """The lines on which `_HINT` matches: one literal after the other is found far faster than all at once."""
    offsets: list[int] = []
    for literal in _LITERALS:
        offset = text.find(literal)
        while offset >= 0:
            if _HINT.match(text, offset):
                offsets.append(offset)
            offset = text.find(literal, offset + 1)
    return list(dict.fromkeys(_lines_of(text, sorted(offsets))))


def _lines_of(text: str, offsets: list[int]) -> Iterator[int]:
    line, done = 1, 0
    for offset in offsets:
        line += text.count("\n", done, offset)
        done = offset
        yield line


def _accesses(source: Source, tree: ast.Module, lines: list[int]) -> Iterator[Variable]:
    pending: list[tuple[ast.AST, bool]] = [(tree, True)]
    has_decouple = "decouple" in source.text
    while pending:
        node, at_import = pending.pop()
        if isinstance(node, ast.Subscript) and dotted(node.value) in ("os.environ", "environ"):
            name = constant_string(node.slice)
            if name is not None and not isinstance(node.ctx, ast.Del):
                sets = isinstance(node.ctx, ast.Store)
                yield Variable(name, "", not sets, sets, at_import, _place(source, node))
        elif isinstance(node, ast.Compare) and dotted(node.comparators[0]) in ("os.environ", "environ"):
            name = constant_string(node.left)
            if name is not None and isinstance(node.ops[0], ast.In | ast.NotIn):
                yield Variable(name, "", False, False, at_import, _place(source, node))
        elif isinstance(node, ast.Call):
            found = _call(source, node, at_import, has_decouple)
            if found is not None:
                yield found
        inner = at_import and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        pending += [(child, inner) for child in children(node) if covers(child, lines)]


def _call(source: Source, node: ast.Call, at_import: bool, has_decouple: bool) -> Variable | None:
    function = dotted(node.func)
    name = constant_string(node.args[0]) if node.args else None
    if name is None:
        return None
    sets = function in _SETTERS or function.endswith(".setenv")
    if not sets and (function not in _GETTERS or (function.endswith("config") and not has_decouple)):
        return None
    default = node.args[1] if len(node.args) > 1 else keyword(node, "default")
    required = function.endswith("config") and default is None
    return Variable(name, _code(default), required, sets, at_import, _place(source, node))


def is_made(text: str, settings: str) -> bool:
    """Whether a settings class is called at the top of the module with this text, itself or through a function."""
    name = re.escape(settings)
    if re.search(rf"^\w+(?:[ \t]*:[^=\n]{{1,80}})?[ \t]*=[ \t]*{name}\(\)", text, re.M):
        return True
    function = re.search(rf"^def (\w+)\(\)[^\n]*:\n(?:[ \t][^\n]*\n|\n)*?[ \t]+return {name}\(\)", text, re.M)
    return (
        function is not None
        and re.search(rf"^\w+[^=\n]{{0,80}}=[ \t]*{function[1]}\(\)", text, re.M) is not None
    )


def variable_read(node: ast.AST) -> str:
    """The variable that an expression reads: `os.environ["X"]`, `os.environ.get("X")`, `os.getenv("X", "default")`."""
    if isinstance(node, ast.Subscript) and dotted(node.value) in ("os.environ", "environ"):
        return constant_string(node.slice) or ""
    if isinstance(node, ast.Call) and node.args:
        function = dotted(node.func)
        if function in _GETTERS and not function.endswith("config"):
            return constant_string(node.args[0]) or ""
    return ""


def insisted(source: Source, body: list[ast.stmt]) -> Iterator[Variable]:
    """Variables read by statements that raise right away without them: `if not NAME: raise ...`."""
    read: dict[str, tuple[str, ast.stmt]] = {}
    for node in body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and dotted(node.targets[0]):
            name = _undefaulted(node.value)
            read.pop(dotted(node.targets[0]), None)
            read.update({dotted(node.targets[0]): (name, node)} if name else {})
        elif (isinstance(node, ast.If) and isinstance(node.body[-1], ast.Raise)) or isinstance(
            node, ast.Assert
        ):
            for subject in _subjects(node.test, wanted=isinstance(node, ast.Assert)):
                name, where = (
                    (_undefaulted(subject), node)
                    if not dotted(subject)
                    else read.get(dotted(subject), ("", node))
                )
                if name:
                    yield Variable(name, "", True, False, True, _place(source, where))


def _subjects(test: ast.expr, *, wanted: bool) -> Iterator[ast.expr]:
    """What a condition finds missing: `x` of `not x`, `x is None`, of `a or b` both; of an assertion what it wants."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And if wanted else ast.Or):
        for value in test.values:
            yield from _subjects(value, wanted=wanted)
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and not wanted:
        yield test.operand
    elif isinstance(test, ast.Compare) and isinstance(test.comparators[0], ast.Constant):
        kind = ast.IsNot if wanted else ast.Is
        if test.comparators[0].value is None and isinstance(test.ops[0], kind):
            yield test.left
    elif wanted and isinstance(test, ast.Name | ast.Call):
        yield test


def _undefaulted(node: ast.expr) -> str:
    """The variable of `os.getenv("X")` and the like, without a default that is worth anything."""
    if not isinstance(node, ast.Call) or dotted(node.func) not in _GETTERS or not node.args:
        return ""
    given = node.args[1] if len(node.args) > 1 else keyword(node, "default")
    empty = given is None or (isinstance(given, ast.Constant) and given.value in (None, ""))
    return (constant_string(node.args[0]) or "") if empty and not dotted(node.func).endswith("config") else ""


def _clients(source: Source, tree: ast.Module) -> Iterator[Variable]:
    """Clients of services that are made at the top of a module and want a key from the environment."""
    known: dict[str, tuple[str, str]] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and not node.level:
            known |= {
                alias.asname or alias.name: _CLIENTS[node.module or "", alias.name]
                for alias in node.names
                if (node.module or "", alias.name) in _CLIENTS
            }
        elif isinstance(node, ast.Import):
            for module, name in _CLIENTS:
                known |= {
                    f"{a.asname or a.name}.{name}": _CLIENTS[module, name]
                    for a in node.names
                    if a.name == module
                }
        elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
            found = known.get(dotted(node.value.func))
            if found is None or any(item.arg is None for item in node.value.keywords):
                continue
            given = keyword(node.value, found[1]) or keyword(node.value, "openai_api_key")
            if not (given is None or _undefaulted(given) == found[0]) or keyword(
                node.value, "azure_ad_token_provider"
            ):
                continue
            yield Variable(found[0], "", True, False, True, _place(source, node))


def _settings(source: Source, tree: ast.Module) -> Iterator[Variable]:
    bases = set(_BASES)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(dotted(base) in bases for base in node.bases):
            bases.add(node.name)
            yield from _fields(source, node)


def _fields(source: Source, node: ast.ClassDef) -> Iterator[Variable]:
    prefix = prefix_of(node)
    for field in node.body:
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        name = field.target.id
        if name in ("model_config",) or dotted(getattr(field.annotation, "value", field.annotation)).endswith(
            "ClassVar"
        ):
            continue
        default, names = _field_default(field.value), field_names(field.value)
        for variable in names or (f"{prefix}{name}".upper(),):
            code = _code(default)
            yield Variable(variable, code, not code, False, False, _place(source, field), node.name)


def _field_default(value: ast.expr | None) -> ast.expr | None:
    """The default of a field, inside of `Field(...)` too; an ellipsis means that there is none."""
    if isinstance(value, ast.Call) and dotted(value.func).rpartition(".")[2] == "Field":
        first = (
            value.args[0] if value.args else keyword(value, "default") or keyword(value, "default_factory")
        )
        return None if isinstance(first, ast.Constant) and first.value is ... else first
    return None if isinstance(value, ast.Constant) and value.value is ... else value


def field_names(value: ast.expr | None) -> tuple[str, ...]:
    """The variables that `Field(alias=..., validation_alias=..., env=...)` names."""
    if not isinstance(value, ast.Call):
        return ()
    for key in ("validation_alias", "alias", "env"):
        name = constant_string(keyword(value, key))
        if name is not None:
            return (name,)
    return ()


def prefix_of(node: ast.ClassDef) -> str:
    """What a settings class puts in front of the names of its variables."""
    for child in ast.walk(node):
        if isinstance(child, ast.keyword) and child.arg == "env_prefix":
            return constant_string(child.value) or ""
        if isinstance(child, ast.Assign) and any(dotted(target) == "env_prefix" for target in child.targets):
            return constant_string(child.value) or ""
    return ""


def keyword(node: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument."""
    return next((item.value for item in node.keywords if item.arg == name), None)


def _code(node: ast.expr | None) -> str:
    return ast.unparse(node) if node is not None else ""


def _place(source: Source, node: ast.AST) -> FileEvidence:
    return on_line(source, *position(source, node))
