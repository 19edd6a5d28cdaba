"""Edits of Python files, by the places that the syntax tree gives: all other bytes stay as they are."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Iterator

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source
from regreen.patch.apply import apply
from regreen.patch.encoding import BOM, newline
from regreen.patch.lines import insertion, line_end, replacement

_LONGEST = 86  # columns of an import that is given one name more


def replace_string(source: Source, line: int, column: int, value: str) -> list[Edit]:
    """Give the string literal that begins at `line` and `column` (from 1) another value, in its own quotes.

    Raises `PatchError` when there is no plain string literal.
    """
    tree = _parse(source)
    node = _expression_at(source, tree, line, column)
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        raise PatchError(f"{source.path}:{line}:{column}: there is no string")
    start, end = _extent(source, node)
    quote = source.text[start] if source.text[start] in "\"'" else '"'
    written = _literal(value, quote)
    return _checked(source, [replacement(source, start, end, written)])


def replace_expression(source: Source, line: int, column: int, text: str) -> list[Edit]:
    """Replace the outermost expression that begins at `line` and `column` (from 1).

    Raises `PatchError` when no expression begins there or the result would be no Python.
    """
    node = _expression_at(source, _parse(source), line, column)
    if node is None:
        raise PatchError(f"{source.path}:{line}:{column}: no expression begins here")
    return _checked(source, [replacement(source, *_extent(source, node), text)])


def read_from_environment(source: Source, line: int, column: int, variable: str) -> list[Edit]:
    """Turn the literal at `line` and `column` (from 1) into `os.environ.get(variable, literal)` and import `os`
    where it is not imported.

    Raises `PatchError` when there is no string, or it stands where only a literal may (a docstring, an f-string,
    an annotation, a pattern).
    """
    tree = _parse(source)
    node = _expression_at(source, tree, line, column)
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or not _may_be_call(tree, node):
        raise PatchError(
            f"{source.path}:{line}:{column}: there is no string that could be read from the environment"
        )
    start, end = _extent(source, node)
    call = f'os.environ.get("{variable}", {source.text[start:end]})'
    return _checked(source, [*import_module(source, "os"), replacement(source, start, end, call)])


def add_argument(source: Source, line: int, column: int, text: str) -> list[Edit]:
    """Give the call that begins at `line` and `column` (from 1) one argument more, behind the others.

    Raises `PatchError` when no call with arguments begins there.
    """
    for node in _calls_at(source, line, column):
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        last = max((_extent(source, item)[1] for item in given), default=0)
        if last and isinstance(node.func, ast.Name):
            return _checked(source, [insertion(source, last, f", {text}")])
    raise PatchError(f"{source.path}:{line}:{column}: no call begins here")


def give_unless(source: Source, line: int, column: int, names: Collection[str], test: str) -> list[Edit]:
    """Let the call that begins at `line` and `column` (from 1) take its arguments of these names only where `test` does
    not hold; in `test`, `{0}` stands for the first argument.

    Raises `PatchError` when no call with them side by side begins there.
    """
    for node in _calls_at(source, line, column):
        places = [index for index, keyword in enumerate(node.keywords) if keyword.arg in names]
        if not node.args or not places or places != list(range(places[0], places[-1] + 1)):
            continue
        wanted = node.keywords[places[0] : places[-1] + 1]
        given = ", ".join(
            f'"{item.arg}": {source.text[slice(*_extent(source, item.value))]}' for item in wanted
        )
        first = source.text[slice(*_extent(source, node.args[0]))]
        start, end = _extent(source, wanted[0])[0], _extent(source, wanted[-1])[1]
        if "#" not in source.text[start:end]:
            text = f"**({{}} if {test.format(first)} else {{{given}}})"
            return _checked(source, [replacement(source, start, end, text)])
    raise PatchError(f"{source.path}:{line}:{column}: no call with {', '.join(names)} begins here")


def append_statement(source: Source, line: int, text: str) -> list[Edit]:
    """Add a statement at the end of the innermost function around `line`. Raises `PatchError` where there is none."""
    functions = [
        node
        for node in ast.walk(_parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.lineno <= line <= (node.end_lineno or 0)
    ]
    if not functions:
        raise PatchError(f"{source.path}:{line}: no function is around this line")
    body = max(functions, key=lambda node: node.lineno).body
    start, end = _extent(source, body[0])[0], line_end(source.text, _extent(source, body[-1])[1])
    indent = source.text[source.text.rfind("\n", 0, start) + 1 : start]
    if indent.strip():
        raise PatchError(f"{source.path}:{line}: the function stands on one line")
    return _checked(source, [insertion(source, end, f"{newline(source.text)}{indent}{text}")])


def append_block(source: Source, text: str) -> list[Edit]:
    """Add a definition at the end of a file, two blank lines below what is there."""
    kept = len(source.text.rstrip())
    end = newline(source.text)
    written = f"{end}{end}{end}" + text.rstrip("\n").replace("\n", end) + end
    return _checked(source, [replacement(source, kept, len(source.text), written)])


def import_module(source: Source, module: str) -> list[Edit]:
    """Import a module at the top of a file, before the first import; no edit when that is done already."""
    tree = _parse(source)
    for node in tree.body:
        if isinstance(node, ast.Import) and any(a.name == module and a.asname is None for a in node.names):
            return []
    end = newline(source.text)
    first = next((node for node in tree.body if _is_movable_import(node)), None)
    if first is not None:
        return [insertion(source, _offset(source, first.lineno, 0), f"import {module}{end}")]
    header = [node for node in tree.body if _is_docstring(tree, node) or isinstance(node, ast.ImportFrom)]
    if header:
        at = line_end(source.text, _extent(source, header[-1])[1])
        return [insertion(source, at, f"{end}{end}import {module}")]
    return [insertion(source, _after_comments(source), f"import {module}{end}")]


def import_name(source: Source, module: str, name: str) -> list[Edit]:
    """Import a name from a module at the top of a file: beside what is imported from it already, or in a line of its
    own; no edit when that is done already. Raises `PatchError` where the file cannot be parsed.
    """
    tree = _parse(source)
    same = [node for node in tree.body if isinstance(node, ast.ImportFrom) and _is_from(node, module)]
    if any(alias.name == name and alias.asname is None for node in same for alias in node.names):
        return []
    end = newline(source.text)
    for node in same:
        names = [alias.name for alias in node.names]
        if node.lineno == node.end_lineno and "*" not in names and node.module != "__future__":
            start, stop = _extent(source, node)
            if source.text[stop - 1 : stop] != ")" and stop - start < _LONGEST - len(name):
                return _checked(source, _beside(source, node, name))
    line = f"from {module} import {name}"
    if leading := _leading(tree):
        at = line_end(source.text, _extent(source, leading[-1])[1])
        return _checked(source, [insertion(source, at, f"{end}{line}")])
    return _checked(source, [insertion(source, _after_comments(source), f"{line}{end}")])


def leave_annotations(source: Source) -> list[Edit]:
    """`from __future__ import annotations` above everything but the docstring; no edit when it is there already.

    Raises `PatchError` where the file cannot be parsed.
    """
    tree = _parse(source)
    if any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body):
        return import_name(source, "__future__", "annotations")
    end = newline(source.text)
    line = "from __future__ import annotations"
    if tree.body and _is_docstring(tree, tree.body[0]):
        at = line_end(source.text, _extent(source, tree.body[0])[1])
        return _checked(source, [insertion(source, at, f"{end}{end}{line}")])
    return _checked(source, [insertion(source, _after_comments(source), f"{line}{end}{end}")])


def _is_from(node: ast.ImportFrom, module: str) -> bool:
    return node.module == module and not node.level


def _beside(source: Source, node: ast.ImportFrom, name: str) -> list[Edit]:
    """The name among those of an import of one line, in their order where they have one."""
    names = [alias.name for alias in node.names]
    later = next((alias for alias in node.names if alias.name > name), None)
    if later is not None and names == sorted(names):
        return [insertion(source, _offset(source, later.lineno, later.col_offset), f"{name}, ")]
    return [insertion(source, _extent(source, node)[1], f", {name}")]


def _leading(tree: ast.Module) -> list[ast.stmt]:
    """The imports at the top, and a docstring before them."""
    found: list[ast.stmt] = []
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom) and not _is_docstring(tree, node):
            break
        found.append(node)
    return found


def _parse(source: Source) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source.text.removeprefix(BOM))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise PatchError(
            f"{source.path}: this Python cannot parse it, so it is not edited ({error})"
        ) from error


def _expression_at(source: Source, tree: ast.Module, line: int, column: int) -> ast.expr | None:
    """The outermost expression that begins at a place; what is inside of f-strings has no reliable place."""
    offset = _offset(source, line, 0) + column - 1
    for node in _expressions(tree):
        if node.lineno == line and _extent(source, node)[0] == offset:
            return node
    return None


def _calls_at(source: Source, line: int, column: int) -> Iterator[ast.Call]:
    """The calls that begin at a place, one behind the other in a chain."""
    offset = _offset(source, line, 0) + column - 1
    for node in _expressions(_parse(source)):
        if isinstance(node, ast.Call) and _extent(source, node)[0] == offset:
            yield node


def _expressions(tree: ast.Module) -> Iterator[ast.expr]:
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.expr):
            yield node
        if not isinstance(node, ast.JoinedStr):
            pending += reversed(list(ast.iter_child_nodes(node)))


def _may_be_call(tree: ast.Module, wanted: ast.expr) -> bool:
    return not any(
        child is wanted
        for node in ast.walk(tree)
        for part in _literal_places(node)
        for child in ([part] if isinstance(node, ast.Expr | ast.MatchValue) else ast.walk(part))
    )


def _literal_places(node: ast.AST) -> Iterator[ast.expr]:
    """The parts of a node in which a literal cannot become a call, or should not."""
    if isinstance(node, ast.Expr | ast.MatchValue):
        yield node.value
    elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
        yield node.annotation
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
        yield node.returns
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
        yield node.slice


def _is_docstring(tree: ast.Module, node: ast.stmt) -> bool:
    return node is tree.body[0] and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_movable_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module != "__future__")


def _after_comments(source: Source) -> int:
    """After the shebang, the coding line and a licence at the top."""
    at = len(BOM) if source.text.startswith(BOM) else 0
    while source.text.startswith("#", at):
        following = source.text.find("\n", at)
        if following < 0:
            return len(source.text)
        at = following + 1
    return at


def _extent(source: Source, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
    start = _offset(source, node.lineno, node.col_offset)
    return start, _offset(source, node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)


def _offset(source: Source, line: int, column: int) -> int:
    """The character of a line (from 1) and a column in UTF-8 bytes (from 0), as `ast` counts them."""
    start = len(BOM) if source.text.startswith(BOM) else 0
    for _ in range(line - 1):
        start = source.text.find("\n", start) + 1
        if not start:
            raise PatchError(f"{source.path}: has no line {line}")
    end = source.text.find("\n", start)
    text = source.text[start : None if end < 0 else end]
    if text.isascii():
        return start + column
    return start + len(text.encode("utf-8", "surrogateescape")[:column].decode("utf-8", "surrogateescape"))


def _literal(value: str, quote: str) -> str:
    written = repr(value)
    if written[0] != quote and quote not in value and "\\" not in written:
        return quote + value + quote
    return written


def _checked(source: Source, edits: list[Edit]) -> list[Edit]:
    _parse(apply(source, edits))
    return edits
