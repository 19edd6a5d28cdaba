"""Whether the code of a repository connects to a server itself, and its tests let it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regreen.project.tree import Tree

_CALLS = {
    "postgresql": r"\b(?:psycopg2?|asyncpg|pg8000)\.(?:connect|create_pool)\(|\bcreate_(?:async_)?engine\(|\b(?:Async)?ConnectionPool\(",
    "mysql": r"\b(?:pymysql|MySQLdb|aiomysql|mysql\.connector)\.connect\(|\bcreate_(?:async_)?engine\(",
    "redis": r"\b(?:Strict)?Redis(?:\.from_url)?\(|\bredis\.(?:asyncio\.)?from_url\(|\baioredis\.",
    "mongodb": r"\b(?:Async)?(?:IO)?Mongo(?:Motor)?Client\(",
    "amqp": r"\bpika\.\w*Connection\(|\baio_pika\.connect|\bkombu\.Connection\(",
}
_INSTEAD = re.compile(
    r"(?i)sqlite|fakeredis|testcontainers|mongomock|dependency_overrides|pytest_postgresql|\bskip\w*\(|"
    r"(?:patch|mock|monkeypatch|stub|fake)\w*[^\n]{0,120}(?:connect|engine|session|redis|pool|cursor|client|get_db|database|mongo)"
)
_FILES = 600  # files that are read


def connects(tree: Tree, variable: str, kind: str) -> bool:
    """Whether code reads the variable and opens connections of this kind, and a test uses that code as it is."""
    called = re.compile(_CALLS.get(kind, r"(?!)"))
    tests: list[str] = []
    named, opened = False, set[str]()
    for path, text in _sources(tree):
        if _is_test(path):
            if "conftest" in path and _INSTEAD.search(text):
                return False
            tests.append(text)
            continue
        named = named or variable in text
        if called.search(text):
            opened.add(path.rpartition("/")[2].removesuffix(".py"))
    if not named or not opened or any(variable in text and "environ" in text for text in tests):
        return False
    imported = re.compile(
        rf"^[ \t]*(?:from|import)[ \t][^\n]*\b(?:{'|'.join(map(re.escape, sorted(opened)))})\b", re.M
    )
    return any(imported.search(text) and not _INSTEAD.search(text) for text in tests)


def _is_test(path: str) -> bool:
    return "test" in path.rpartition("/")[2] or path.startswith("tests/") or "/tests/" in path


def _sources(tree: Tree) -> Iterator[tuple[str, str]]:
    from regreen.project.modules import is_set_aside

    paths = [path for path in tree.paths if path.endswith(".py") and not is_set_aside(path)]
    for path in paths[:_FILES]:
        text = tree.text(path)
        if text is not None:
            yield path, text
