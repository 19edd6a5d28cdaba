"""Fixtures of pytest that open something and never close it."""

from __future__ import annotations

import ast
import warnings

from regreen.model.text import Edit, Source, Span

_CLOSERS = {
    "create_async_engine": "await {name}.dispose()",
    "connect": "await {name}.close()",
    "ThreadPoolExecutor": "{name}.shutdown()",
    "ProcessPoolExecutor": "{name}.shutdown()",
}
"""What a call opens, by the last name of it, and how that is closed."""


def closing(source: Source, name: str) -> list[Edit]:
    """Edits that close what the fixture `name` opens, after its `yield`; a `return` becomes one.

    Nothing where it does not open something that is known, hands it out elsewhere than at its end, or closes it.
    """
    function = _function(source, name)
    if function is None:
        return []
    opened = _opened(function)
    last = function.body[-1]
    if opened is None or _says(function, opened):
        return []
    if opened.startswith("await ") and not isinstance(function, ast.AsyncFunctionDef):
        return []
    given = last.value if isinstance(last, (ast.Return, ast.Expr)) else None
    lines = source.text.split("\n")
    indent = lines[last.lineno - 1][: last.col_offset]
    newline = "\r\n" if lines[last.lineno - 1].endswith("\r") else "\n"
    edits = []
    if isinstance(last, ast.Return):
        at = _offset(source, last.lineno, last.col_offset)
        edits.append(Edit(Span(source.path, at, at + len("return")), "return", "yield"))
    elif not isinstance(given, ast.Yield):
        return []
    end = _offset(source, last.end_lineno or last.lineno, last.end_col_offset or 0)
    edits.append(Edit(Span(source.path, end, end), "", f"{newline}{indent}{opened}"))
    return edits


def closes(source: Source, name: str) -> bool:
    """Whether the fixture `name` closes what it opens."""
    function = _function(source, name)
    opened = _opened(function) if function is not None else None
    return function is not None and opened is not None and _says(function, opened)


def _says(function: ast.FunctionDef | ast.AsyncFunctionDef, closer: str) -> bool:
    return closer.removeprefix("await ") in ast.unparse(function)


def _function(source: Source, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree):
        if (
            isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            and node.name == name
            and node.decorator_list
        ):
            return node
    return None


def _opened(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
    """The statement that closes what the fixture opens."""
    for node in function.body:
        if not (
            isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        ):
            continue
        value = node.value
        awaited = isinstance(value, ast.Await)
        call = value.value if isinstance(value, ast.Await) else value
        if not isinstance(call, ast.Call):
            continue
        called = ast.unparse(call.func).rpartition(".")[2]
        if called in _CLOSERS and (called != "connect" or awaited):
            return _CLOSERS[called].format(name=node.targets[0].id)
    return None


def _offset(source: Source, line: int, column: int) -> int:
    """Position in the text of a place that `ast` gives: its columns count bytes of UTF-8."""
    return source.offset(line) + len(source.line(line).encode()[:column].decode("utf-8", "ignore"))
