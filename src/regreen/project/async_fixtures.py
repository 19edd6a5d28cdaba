"""Async fixtures that outlive the event loop of the tests that use them.

Source: pytest-asyncio's documentation ("Concepts", "Configuration", `asyncio_default_fixture_loop_scope` and
`asyncio_default_test_loop_scope`): a fixture runs in the loop of its own scope, a test in one of its own, unless told.
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
from regreen.project.python import constant_string, dotted, parse
from regreen.project.tree import Tree

_WIDE = frozenset({"session", "package", "module"})
_FIXTURE = re.compile(r"fixture\([^)]*scope\s*=\s*[\"'](?:session|package|module)[\"']")
_TOLD = re.compile(
    r"loop_scope\s*=|asyncio_default_test_loop_scope|def event_loop\b|event_loop_policy|NullPool|StaticPool"
)
_BOUND = {
    "create_async_engine": "an engine whose pool keeps connections",
    "create_pool": "a pool of connections",
    "ClientSession": "a client session",
    "AsyncIOMotorClient": "a client",
}
"""What belongs to the loop in which it first works, by the last name of the call that makes it."""


class Outliving(Struct, frozen=True):
    """A fixture: its name and scope, what it makes, the decorator's place."""

    name: str
    scope: str
    what: str
    place: FileEvidence


def outliving(found: PytestRun, tree: Tree) -> Iterator[Outliving]:
    """Fixtures of a wider scope than the tests' loops; none where the project settles the loops anywhere."""
    if (
        "pytest-asyncio" not in found.held
        or found.collection.setting("asyncio_default_test_loop_scope") is not None
    ):
        return
    sources = [source for path in found.collection.modules if (source := tree.source(path)) is not None]
    if any(_TOLD.search(source.text) for source in sources) or not any(
        "async def test" in s.text for s in sources
    ):
        return
    for source in sources:
        if "async def" in source.text and _FIXTURE.search(source.text):
            yield from _of_file(source, automatic=found.asyncio_mode == "auto")


def _of_file(source: Source, *, automatic: bool) -> Iterator[Outliving]:
    tree = parse(source)
    for node in tree.body if tree is not None else ():
        if not isinstance(node, ast.AsyncFunctionDef):
            continue
        for decorator in node.decorator_list:
            scope = _scope(decorator, automatic=automatic)
            what = _makes(node) if scope else ""
            if what:
                yield Outliving(node.name, scope, what, on_line(source, decorator.lineno))


def _scope(decorator: ast.expr, *, automatic: bool) -> str:
    """The scope of a fixture that pytest-asyncio runs, where it is a wide one."""
    if not isinstance(decorator, ast.Call):
        return ""
    name = dotted(decorator.func)
    if name != "pytest_asyncio.fixture" and not (automatic and name in ("pytest.fixture", "fixture")):
        return ""
    options = {item.arg: constant_string(item.value) for item in decorator.keywords}
    scope = options.get("scope") or ""
    return scope if scope in _WIDE and "loop_scope" not in options else ""


def _makes(node: ast.AsyncFunctionDef) -> str:
    """What a fixture makes that belongs to a loop, and hands out after it has worked with it or may."""
    yields = any(isinstance(item, ast.Yield | ast.Return) for item in ast.walk(node))
    for item in ast.walk(node) if yields else ():
        if isinstance(item, ast.Call):
            found = _BOUND.get(dotted(item.func).rpartition(".")[2])
            if found is not None and "sqlite" not in ast.unparse(item):
                return found
    return ""
