"""Async tests and fixtures, and whether a plugin runs them.

Source: pytest-asyncio's documentation ("Concepts", "Migration guides"), pytest's changelog (8.4, 9.0),
anyio's ("Testing").
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.place import on_line
from regreen.project.pytest_runs import PytestRun
from regreen.project.python import dotted, parse, position
from regreen.project.tree import Tree

_RUNNERS = frozenset(
    {"pytest-asyncio", "anyio", "pytest-trio", "pytest-tornasync", "pytest-twisted", "pytest-aiohttp"}
)
_ALSO = frozenset(
    {"pytest-asyncio-cooperative", "alt-pytest-asyncio", "pytest-sanic", "pytest-curio", "asynctest"}
)
_TEST = re.compile(r"^[ \t]*async[ \t]+def[ \t]+test", re.MULTILINE)
_FIXTURE = re.compile(r"@(?:pytest\.)?fixture\b[^\n]*\n(?:[^\n]*\n){0,4}?[ \t]*async[ \t]+def", re.MULTILINE)
_MARK = re.compile(r"\b(?:asyncio|anyio|trio|gen_test|twisted|curio|aio)\b")


class Unawaited(Struct, frozen=True):
    """An async test that nothing runs, or a fixture whose result nothing awaits; `what` is `test` or `fixture`."""

    what: str
    name: str
    place: FileEvidence
    count: int
    path: str


def unawaited(found: PytestRun, tree: Tree) -> Iterator[Unawaited]:
    """The first of each file; nothing where the mode is `auto` or nobody can tell what is installed."""
    if not found.known or found.held & _ALSO or found.asyncio_mode == "auto" or _marks_all(found, tree):
        return
    for path in found.collection.modules:
        source = tree.source(path)
        if source is None or not (_TEST.search(source.text) or _FIXTURE.search(source.text)):
            continue
        items = list(_of_file(source, found))
        if items:
            first = items[0]
            yield Unawaited(first[0], first[1], first[2], len(items), path)


def _marks_all(found: PytestRun, tree: Tree) -> bool:
    """Whether a conftest file gives tests the mark, or runs them itself."""
    texts = [tree.text(path) or "" for path in found.collection.conftests]
    return any(
        "add_marker" in text or "pytest_pyfunc_call" in text or "pytest_plugins" in text for text in texts
    )


def _of_file(source: Source, found: PytestRun) -> Iterator[tuple[str, str, FileEvidence]]:
    tree = parse(source)
    if tree is None or (re.search(r"^pytestmark\b", source.text, re.MULTILINE) and _MARK.search(source.text)):
        return
    runs = bool(found.held & _RUNNERS)
    if "pytest-asyncio" in found.held:
        yield from _fixtures(source, tree)
    owners: list[ast.Module | ast.ClassDef] = [
        tree,
        *(node for node in tree.body if isinstance(node, ast.ClassDef)),
    ]
    for owner in owners:
        if isinstance(owner, ast.ClassDef) and _is_other(owner):
            continue
        for node in owner.body:
            if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test"):
                alone = not runs or all(_is_plain(item) for item in node.decorator_list)
                if alone:
                    yield "test", node.name, on_line(source, *position(source, node))


def _is_other(owner: ast.ClassDef) -> bool:
    """Whether a class is marked as a whole, or none that pytest collects by itself."""
    marked = (
        any(_is_marked(item) for item in owner.decorator_list) or "pytestmark" in ast.unparse(owner)[:2000]
    )
    return marked or not owner.name.startswith("Test") or bool(owner.bases)


def _fixtures(source: Source, tree: ast.Module) -> Iterator[tuple[str, str, FileEvidence]]:
    """Async fixtures that pytest itself would have to await."""
    if "anyio" in source.text:
        return
    imported = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "pytest_asyncio"
        and any(a.name == "fixture" for a in node.names)
        for node in tree.body
    )
    for node in tree.body:
        for item in node.decorator_list if isinstance(node, ast.AsyncFunctionDef) else ():
            name = dotted(item.func if isinstance(item, ast.Call) else item)
            if name == "pytest.fixture" or (name == "fixture" and not imported):
                yield "fixture", node.name, on_line(source, *position(source, item))  # type: ignore[attr-defined]


def _is_marked(node: ast.expr) -> bool:
    return _MARK.search(ast.unparse(node)) is not None


def _is_plain(node: ast.expr) -> bool:
    """Whether a decorator surely runs nothing: a mark that is none of a runner's."""
    name = dotted(node.func if isinstance(node, ast.Call) else node)
    return name.startswith("pytest.mark.") and not _is_marked(node)
