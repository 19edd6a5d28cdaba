"""Names that a Python file uses and never defines, imports or gets from the language.

Python's own `symtable` decides what is global in which scope; the syntax tree says where it is used and under which
conditions.
"""

from __future__ import annotations

import ast
import builtins
import re
import symtable
from collections.abc import Iterator, Mapping

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.place import on_line
from regreen.project.python import dotted, parse, position
from regreen.project.scopes import scopes as symbols

_MODULE = frozenset(
    str.split(
        """
        __file__ __name__ __doc__ __package__ __spec__ __loader__ __path__ __builtins__ __annotations__ __debug__
        __dict__ __class__ __module__ __qualname__ __cached__ __conditional_annotations__ __classdict__
        """
    )
)
_ELSEWHERE = frozenset(
    str.split(
        """
        _ N_ ngettext gettext get_ipython display reveal_type reveal_locals WindowsError unicode basestring long xrange
        raw_input reduce file unichr cmp reload execfile intern apply buffer coerce exit quit copyright credits license
        aiter anext ExceptionGroup BaseExceptionGroup EncodingWarning PythonFinalizationError profile spark dbutils
        """
    )
)
_Scope = tuple[str, int]
_Scopes = Mapping[_Scope, frozenset[str]]
_KNOWN = _MODULE | _ELSEWHERE | frozenset(dir(builtins))
_DYNAMIC = (
    "import *",
    "globals()",
    "builtins.",
    "__builtins__",
    "vars()[",
    "lazy_import",
    "LazyImport",
)
_EXEC = re.compile(r"\bexec\(")
_LITERAL = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*"""|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*''',
    re.DOTALL,
)
_IMPORT = re.compile(r"^[ \t]*(?:from\s+[\w.]+|import\s+([^\n;]+))", re.MULTILINE)
_USED = re.compile(r"(?<![\w.])([A-Za-z_]\w*)[.(\[]")
_BEFORE = re.compile(r"(?:def|class|import|as|for|global|nonlocal|with)\s+\(?\Z")
_AFTER = re.compile(r"\s*(?:[,):=;\n\]}&|^@+*/%<>!-]|(?:in|if|else|for|and|or|is|not)\b)")
_CATCHES = frozenset({"NameError", "Exception", "BaseException"})


class Undefined(Struct, frozen=True):
    """A use of an undefined name. `at_import`: it surely is looked up when the file is imported."""

    name: str
    place: FileEvidence
    at_import: bool


def undefined_names(source: Source) -> tuple[Undefined, ...]:
    """The first use of each; nothing for a file that cannot be parsed or makes names at run time."""
    if _is_dynamic(source.text) or not _asks(source) or not _may_lack(source.text):
        return ()
    scopes = _suspects(source)
    tree = parse(source) if scopes else None
    if tree is None:
        return ()
    found: dict[str, Undefined] = {}
    lazy = any(isinstance(n, ast.ImportFrom) and n.module == "__future__" for n in tree.body)
    for node, at_import in _uses(tree, scopes, annotations=not lazy):
        known = found.get(node.id)
        if known is None or (at_import and not known.at_import):
            found[node.id] = Undefined(node.id, on_line(source, *position(source, node)), at_import)
    return tuple(sorted(found.values(), key=lambda item: item.place.line))


def _asks(source: Source) -> bool:
    """Whether some name is looked up in the module, or beyond it, and the module does not bind it: mostly none is."""
    try:
        top = symbols(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    used: set[str] = set()
    bound: set[str] = set(_KNOWN)
    pending = [top]
    while pending:
        table = pending.pop()
        pending += table.get_children()
        if isinstance(table, symtable.Function):
            used.update(table.get_globals())
            continue
        for symbol in table.get_symbols():
            if table is top and (symbol.is_assigned() or symbol.is_imported()):
                bound.add(symbol.get_name())
            elif symbol.is_referenced() and (table is top or symbol.is_global()):
                used.add(symbol.get_name())
    return not used <= bound


def _may_lack(text: str) -> bool:
    """Whether some word is called or looked into and stands nowhere as a name that is bound: as far as the text alone
    can tell, it was never imported at all.
    """
    code = _LITERAL.sub(" ", text)
    body = _IMPORT.sub("", code)
    used = set(_USED.findall(body)) - _KNOWN
    if used:
        used -= {word for names in _IMPORT.findall(code) for word in re.findall(r"\w+", names)}
    return not all(_is_bound(body, name) for name in used)


def _is_bound(body: str, name: str) -> bool:
    """Whether a word stands anywhere as a name that is bound may stand."""
    start = body.find(name)
    while start >= 0:
        end = start + len(name)
        whole = not (_is_word(body[start - 1 : start]) or _is_word(body[end : end + 1]))
        if whole and (_AFTER.match(body, end) or _BEFORE.search(body[max(start - 40, 0) : start])):
            return True
        start = body.find(name, end)
    return False


def _is_word(character: str) -> bool:
    return character == "_" or character.isalnum()


def _is_dynamic(text: str) -> bool:
    """Whether a file makes names at run time."""
    return any(word in text for word in _DYNAMIC) or ("exec(" in text and bool(_EXEC.search(text)))


def _suspects(source: Source) -> _Scopes:
    """Names that are global where they are used and that the module never binds, by scope; nothing without any."""
    try:
        top = symbols(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    bound = {
        symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()
    }
    scopes: dict[_Scope, set[str]] = {}
    pending = [top]
    while pending:
        table = pending.pop()
        pending += table.get_children()
        used: set[str] = set()
        for symbol in table.get_symbols():
            if symbol.is_declared_global() and (symbol.is_assigned() or symbol.is_imported()):
                bound.add(symbol.get_name())
            elif symbol.is_referenced() and (table is top or symbol.is_global()):
                used.add(symbol.get_name())
        key = ("top", 0) if table is top else (table.get_name(), table.get_lineno())
        scopes[key] = scopes[key] & used if key in scopes else used
    left = {key: frozenset(names - bound - _KNOWN) for key, names in scopes.items()}
    return {key: names for key, names in left.items() if names}


def _uses(tree: ast.Module, scopes: _Scopes, *, annotations: bool) -> Iterator[tuple[ast.Name, bool]]:
    """The places that look a name up, and whether that surely happens at import."""
    nothing: frozenset[str] = frozenset()
    top = scopes.get(("top", 0), nothing)
    pending: list[tuple[ast.AST, bool, frozenset[str]]] = [(node, True, top) for node in reversed(tree.body)]
    while pending:
        node, sure, names = pending.pop()
        if isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load):
            yield node, sure
        key = _scope_of(node)
        inner = names if key is None else scopes.get(key, nothing)
        for child, still in reversed(list(_below(node, sure, annotations=annotations))):
            outside = key is not None and child in _outside(node)
            pending.append((child, still, names if outside else inner))


def _scope_of(node: ast.AST) -> _Scope | None:
    """The name and line under which `symtable` knows the scope that a node opens."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name, node.lineno
    kinds: dict[type[ast.AST], str] = {
        ast.Lambda: "lambda",
        ast.ListComp: "listcomp",
        ast.SetComp: "setcomp",
        ast.DictComp: "dictcomp",
        ast.GeneratorExp: "genexpr",
    }
    kind = kinds.get(type(node))
    return (kind, getattr(node, "lineno", 0)) if kind else None


def _outside(node: ast.AST) -> list[ast.AST]:
    """The children of a node that opens a scope that are looked up around it."""
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        inside = {id(child) for child in node.body}
        return [child for child, _ in _below(node, True, annotations=True) if id(child) not in inside]
    return []


def _below(node: ast.AST, sure: bool, *, annotations: bool) -> Iterator[tuple[ast.AST, bool]]:
    if isinstance(node, ast.Try | ast.TryStar) and any(_forgives(handler) for handler in node.handlers):
        yield from ((child, False) for block in (node.orelse, node.finalbody) for child in block)
        yield from ((child, False) for handler in node.handlers for child in handler.body)
    elif isinstance(node, ast.If | ast.IfExp | ast.While | ast.BoolOp | ast.Match | ast.comprehension):
        if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)):
            yield from ((child, False) for child in ast.iter_child_nodes(node))
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from ((child, sure) for child in node.decorator_list)
        yield from (
            (child, sure) for child in (*node.args.defaults, *node.args.kw_defaults) if child is not None
        )
        arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        hints = [item.annotation for item in arguments if item.annotation is not None]
        hints += [node.returns] if node.returns is not None else []
        yield from ((child, sure) for child in hints if annotations)
        yield from ((child, False) for child in node.body)
    elif isinstance(node, ast.Lambda | ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
        yield from ((child, False) for child in ast.iter_child_nodes(node))
    elif isinstance(node, ast.AnnAssign):
        yield from ((child, sure) for child in (node.target, node.value) if child is not None)
    else:
        yield from ((child, sure) for child in ast.iter_child_nodes(node))


def _forgives(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(dotted(kind) in _CATCHES for kind in kinds)
