"""Import statements of Python files, with what surrounds them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from regreen.model.text import Source
from regreen.project.import_facts import Context, Import
from regreen.project.newer_syntax import reduced
from regreen.project.python import dotted, parse, position

_STATEMENT = re.compile(
    r"(?:^|[:;])[ \t]*(?:from[ \t]+(\.*[ \t]*[\w.]*)[ \t]+import[ \t]*"
    r"(?:\(((?:[^()#]|#[^\n]*)*)\)|((?:[^\n\\;#]|\\\r?\n)*))"
    r"|import[ \t]+((?:[^\n\\;#]|\\\r?\n)+))",
    re.MULTILINE,
)
_COMMENT = re.compile(r"#[^\n]*")
_CATCHES = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_GUARDS = frozenset({"suppress", "contextlib.suppress", "pytest.raises", "raises", "assertRaises"})


@lru_cache(maxsize=4096)
def imports(source: Source) -> tuple[Import, ...]:
    """The imports of a file, in order; empty when nothing can parse it."""
    tree = parse(source) or parse(Source(source.path, reduced(source)))
    if tree is None:
        return ()
    return tuple(_walk(source, tree.body, Context()))


@lru_cache(maxsize=4096)
def candidates(source: Source) -> frozenset[tuple[str, str]]:
    """Module and name of everything a file may import, by its text alone: a superset of `imports`, and far
    cheaper than parsing. The name is empty for `import module`; a relative module starts with its dots.
    """
    found: set[tuple[str, str]] = set()
    for match in _statements(source.text):
        if match[4]:
            found.update((name, "") for name in _names(match[4]))
        else:
            module = match[1].replace(" ", "").replace("\t", "")
            found.update((module, name) for name in _names(_COMMENT.sub("", match[2] or match[3] or "")))
    return frozenset(found)


def _statements(text: str) -> Iterator[re.Match[str]]:
    """What looks like an import: the word is looked for first, which is far quicker than the pattern."""
    done = 0
    word = text.find("import")
    while word >= 0:
        line = max(text.rfind("\n", 0, word) + 1, done)
        starts = (line, *(index for index in range(line + 1, word) if text[index] in ":;"))
        found = next((match for start in starts if (match := _STATEMENT.match(text, start))), None)
        if found is not None:
            yield found
        done = found.end() if found is not None else word + len("import")
        word = text.find("import", done)


def _names(listing: str) -> Iterator[str]:
    for item in listing.replace("\\", " ").split(","):
        words = item.split()
        if words:
            yield words[0]


def _walk(source: Source, body: list[ast.stmt], context: Context) -> Iterator[Import]:
    pending: list[tuple[ast.stmt, Context]] = [(statement, context) for statement in reversed(body)]
    while pending:
        node, here = pending.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imports(source, node, here)
        pending += reversed([(child, inner) for child, inner in _children(node, here)])


def _children(node: ast.stmt, here: Context) -> Iterator[tuple[ast.stmt, Context]]:
    """The statements inside of a statement, each with its context."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from ((child, here.with_function()) for child in node.body)
    elif isinstance(node, ast.Try | ast.TryStar):
        inner = here.with_guard() if any(_catches_import(h.type) for h in node.handlers) else here
        yield from ((child, inner) for child in node.body)
        for block in (*(h.body for h in node.handlers), node.orelse, node.finalbody):
            yield from ((child, inner) for child in block)
    elif isinstance(node, ast.If):
        yield from ((child, _in_if(node.test, here)) for child in node.body)
        yield from ((child, here.with_condition()) for child in node.orelse)
    elif isinstance(node, ast.With | ast.AsyncWith):
        guarded = any(_is_guard(item.context_expr) for item in node.items)
        yield from ((child, here.with_guard() if guarded else here) for child in node.body)
    elif isinstance(node, ast.Match):
        yield from ((child, here.with_condition()) for case in node.cases for child in case.body)
    else:
        for block in (getattr(node, "body", []), getattr(node, "orelse", [])):
            yield from ((child, here) for child in block if isinstance(child, ast.stmt))


def _in_if(test: ast.expr, here: Context) -> Context:
    names = {dotted(child).rpartition(".")[2] for child in ast.walk(test)}
    if "TYPE_CHECKING" in names and not isinstance(test, ast.UnaryOp):
        return here.with_type_checking()
    return here.with_condition()


def _catches_import(kind: ast.expr | None) -> bool:
    if kind is None:
        return True
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(dotted(item).rpartition(".")[2] in _CATCHES for item in kinds)


def _is_guard(expression: ast.expr) -> bool:
    """`with suppress(ImportError)` and `with pytest.raises(ImportError)` expect the import to fail."""
    if not isinstance(expression, ast.Call):
        return False
    name = dotted(expression.func)
    return name in _GUARDS or name.rpartition(".")[2] in _GUARDS


def _imports(source: Source, node: ast.Import | ast.ImportFrom, context: Context) -> Iterator[Import]:
    level, module = (node.level, node.module or "") if isinstance(node, ast.ImportFrom) else (0, "")
    for alias in node.names:
        line, column = position(source, alias)
        if isinstance(node, ast.Import):
            yield Import(source.path, line, column, 0, alias.name, "", context)
        else:
            yield Import(source.path, line, column, level, module, alias.name, context)
