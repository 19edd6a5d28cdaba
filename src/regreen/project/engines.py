"""Engines of SQLAlchemy that code makes, and the address each of them gets in a job.

Source: SQLAlchemy's documentation ("Engine Configuration", "SQLite", "Asynchronous I/O") and its dialects' pools.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.imported import Imported, Use
from regreen.project.job_values import Given, value_of
from regreen.project.jobs.model import JobRun
from regreen.project.place import on_line
from regreen.project.python import constant_string, dotted, parse, position
from regreen.project.settings import settings_fields
from regreen.project.tree import Tree
from regreen.project.variable_flow import blocks, variable_of

_MAKERS = {"create_engine": False, "create_async_engine": True, "async_create_engine": True}
ASYNC_DRIVERS = frozenset({"asyncpg", "aiosqlite", "aiomysql", "asyncmy", "psycopg_async", "aioodbc"})
DRIVERS = {
    "asyncpg": ("asyncpg",),
    "aiosqlite": ("aiosqlite",),
    "aiomysql": ("aiomysql",),
    "asyncmy": ("asyncmy",),
    "psycopg2": ("psycopg2", "psycopg2-binary"),
    "psycopg": ("psycopg", "psycopg-binary", "psycopg-c"),
    "pymysql": ("pymysql",),
    "mysqldb": ("mysqlclient",),
    "mysqlconnector": ("mysql-connector-python",),
    "pg8000": ("pg8000",),
    "pysqlite": (),
}
"""Drivers by their name in an address, and the distributions any of which brings them."""
_DEFAULTS = {"postgresql": "psycopg2", "mysql": "mysqldb", "mariadb": "mysqldb", "sqlite": "pysqlite"}
_BRANCHES = re.compile(
    r"\b(?:if|elif)\b[^\n]*(?:sqlite|postgres|dialect|drivername|in_memory)|startswith\(\s*[\"'](?:sqlite|postgres)"
)
_SCHEME = re.compile(r"^(?P<kind>postgresql|mysql|mariadb|sqlite)(?:\+(?P<driver>\w+))?://(?P<rest>.*)$")


def chooses(text: str) -> bool:
    """Whether a file with this text makes one engine or another by the kind of database."""
    return _BRANCHES.search(text) is not None


class EngineCall(Struct, frozen=True):
    """A place that makes an engine. `variable` holds its address, or `url` is it; `keywords` name its arguments."""

    asynchronous: bool
    variable: str
    url: str
    keywords: frozenset[str]
    at_import: bool
    place: FileEvidence
    keyword_places: tuple[FileEvidence, ...] = ()


class Engine(Struct, frozen=True):
    """An engine as a job makes it. `given` is where its address comes from, when that is the job's environment."""

    call: EngineCall
    use: Use
    kind: str
    driver: str
    rest: str
    given: Given | None

    @property
    def in_memory(self) -> bool:
        """Whether it is a database of SQLite that lies in memory."""
        return self.kind == "sqlite" and (
            self.rest in ("", "/") or ":memory:" in self.rest or "mode=memory" in self.rest
        )


def engines(runs: tuple[JobRun, ...], imported: Imported, tree: Tree) -> Iterator[Engine]:
    """Every engine whose address is known, in every run of a job that imports it."""
    for run in runs:
        uses = list(imported.of_run(run))
        sources = {use.path: source for use in uses if (source := tree.source(use.path)) is not None}
        if not any("create_engine" in s.text or "create_async_engine" in s.text for s in sources.values()):
            continue
        fields = {
            field.name: field.variables[0]
            for source in sources.values()
            if "BaseSettings" in source.text
            for field in settings_fields(source)
        }
        for use in uses:
            source = sources.get(use.path)
            for call in engine_calls(source, tuple(fields.items())) if source is not None else ():
                engine = _engine(call, use)
                if engine is not None:
                    yield engine


def _engine(call: EngineCall, use: Use) -> Engine | None:
    given = value_of(use.run, use.call, call.variable, any_case=True) if call.variable else None
    match = _SCHEME.match(given.value if given is not None else call.url)
    if match is None:
        return None
    driver = (match["driver"] or _DEFAULTS[match["kind"]]).lower()
    return Engine(call, use, match["kind"], driver, match["rest"], given)


@lru_cache(maxsize=4096)
def engine_calls(source: Source, fields: tuple[tuple[str, str], ...] = ()) -> tuple[EngineCall, ...]:
    """The places of one file."""
    text = source.text
    tree = parse(source) if "create_engine" in text or "create_async_engine" in text else None
    if tree is None:
        return ()
    constants = {
        target.id: value
        for node in tree.body
        if isinstance(node, ast.Assign) and (value := constant_string(node.value)) is not None
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return tuple(_calls(source, tree, dict(fields), constants))


def _calls(
    source: Source, tree: ast.Module, fields: dict[str, str], constants: dict[str, str]
) -> Iterator[EngineCall]:
    for block in blocks(tree, fields):
        for node in block.nodes:
            name = dotted(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
            if not isinstance(node, ast.Call) or name not in _MAKERS or not node.args:
                continue
            if any(item.arg is None for item in node.keywords):
                continue
            address = node.args[0]
            places = tuple(on_line(source, *position(source, item)) for item in node.keywords)
            yield EngineCall(
                _MAKERS[name],
                variable_of(address, block.names, fields),
                constant_string(address) or constants.get(dotted(address), ""),
                frozenset(item.arg for item in node.keywords if item.arg is not None),
                block.at_import,
                on_line(source, *position(source, node)),
                places,
            )
