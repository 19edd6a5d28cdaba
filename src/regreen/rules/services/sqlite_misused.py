"""SQLite is used in a way that only a database server would allow.

## Why
Tests replace the server by SQLite, and the code then passes it options of a server (`pool_size`), shares it
between threads, locks it from several connections, or uses types that only PostgreSQL has.

## Fix
Choose the engine's options by the URL, use `check_same_thread=False` with one shared connection in tests,
or run the tests against the real server as a service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique
from regreen.rules._saying import saying

if TYPE_CHECKING:
    from regreen.project.engines import Engine
    from regreen.project.imported import Imported
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_TYPES = re.compile(
    r"^from sqlalchemy\.dialects\.postgresql import[^\n]*\b(?P<kind>JSONB|ARRAY|TSVECTOR|INET|CIDR|HSTORE|INT4RANGE"
    r"|DATERANGE|TSTZRANGE|TSRANGE|NUMRANGE|MACADDR|BIT)\b[^\n]*$",
    re.MULTILINE,
)
_GUARDED = re.compile(
    r"with_variant|TypeDecorator|@compiles|load_dialect_impl|dialect\.name|as _?PG_?\w*|SQLiteTypeCompiler"
)
_THREADED = re.compile(r"\bTestClient\b|\bThread\(|ThreadPoolExecutor|\blive_server\b")
_EACH = "a database in memory for each thread"
_POOLED = "pool arguments "
_POOL = frozenset({"pool_size", "max_overflow", "pool_timeout", "pool_use_lifo"})

log = saying(
    r"(?P<what>Invalid argument\(s\) [^\n]{1,120} sent to create_engine\(\), using configuration SQLiteDialect\w*)",
    r"(?P<what>SQLite objects created in a thread can only be used in that same thread)",
    r"OperationalError\)? ?:? ?(?P<what>database is locked)",
    r"OperationalError\)? ?:? ?(?P<what>unable to open database file)",
    r"(?P<what>attempt to write a readonly database)",
    r"(?P<what>Compiler <sqlalchemy\.dialects\.sqlite[^\n]{0,80} can't render element of type \w+)",
    r"(?P<what>SQLite DateTime type only accepts Python datetime|SQLite does not support [\w ]+)",
    judge=lambda _, data: {"what": data["what"].split(" object at ")[0]},
)


def misused(job_runs: tuple[JobRun, ...], imported: Imported, tree: Tree) -> Matches:
    """Engines of SQLite with arguments it refuses, in a memory that threads do not share, with types it does not know."""
    from regreen.project.engines import engines

    seen: set[FileEvidence] = set()
    told: set[str] = set()
    for engine in engines(job_runs, imported, tree):
        if engine.kind != "sqlite" or engine.call.place in seen:
            continue
        for match in (
            *_refused(engine, imported, tree),
            *_unshared(engine, tree, imported),
            *_foreign(engine, tree, imported),
        ):
            seen.add(engine.call.place)
            if match.data["what"] not in told:
                told.add(match.data["what"])
                yield match


def _refused(engine: Engine, imported: Imported, tree: Tree) -> Iterator[Match]:
    """Arguments of pools that the pool of a database in memory does not take."""
    from regreen.project.engines import chooses

    taken = {"pool_size"} if engine.driver == "pysqlite" else set[str]()
    refused = sorted((engine.call.keywords & _POOL) - taken)
    if not refused or not engine.in_memory or "poolclass" in engine.call.keywords:
        return
    if chooses(tree.text(engine.call.place.path) or ""):
        return
    sure = engine.call.at_import and imported.surely(engine.use)
    wanted = [
        place for place in engine.call.keyword_places if any(place.text.startswith(name) for name in refused)
    ]
    given = [engine.given.place] if engine.given is not None else []
    yield Match(
        places=unique((*wanted[:1], engine.call.place, *given, engine.use.call.place)),
        data={"what": f"{_POOLED}{', '.join(refused)}"},
        severity=Severity.ERROR if sure else Severity.WARNING,
        title=f"The engine is made with {', '.join(refused)}, which SQLite in memory refuses, and "
        f"{named(engine.use.run)} points it there",
    )


def _unshared(engine: Engine, tree: Tree, imported: Imported) -> Iterator[Match]:
    """A database in memory that each thread has for itself, under a client that works in threads."""
    text = tree.text(engine.call.place.path) or ""
    if engine.driver != "pysqlite" or not engine.in_memory or "poolclass" in engine.call.keywords:
        return
    if (
        "creator" in engine.call.keywords
        or not (_THREADED.search(text) or _is_shared(engine))
        or "StaticPool" in text
        or "cache=shared" in text
    ):
        return
    user = "a test client that works in threads" if _THREADED.search(text) else "meant for several threads"
    yield Match(
        places=unique((engine.call.place, engine.use.call.place)),
        data={"what": _EACH},
        severity=Severity.WARNING,
        title=f"Each thread gets an empty database of its own: SQLite in memory without StaticPool, and {user}",
    )


def _is_shared(engine: Engine) -> bool:
    """Whether the engine is meant for several threads: nobody else switches SQLite's check of them off."""
    return any("check_same_thread" in place.text for place in engine.call.keyword_places)


def _foreign(engine: Engine, tree: Tree, imported: Imported) -> Iterator[Match]:
    """Types that only PostgreSQL has in models whose tables are made in SQLite."""
    text = tree.text(engine.call.place.path) or ""
    if "create_all" not in text:
        return
    for use in imported.of_run(engine.use.run):
        source = tree.source(use.path)
        found = (
            _TYPES.search(source.text)
            if source is not None and "dialects.postgresql" in source.text
            else None
        )
        if (
            source is None
            or found is None
            or _GUARDED.search(source.text)
            or "__tablename__" not in source.text
        ):
            continue
        line = source.text.count("\n", 0, found.start()) + 1
        place = FileEvidence(source.path, line, 1, source.line(line).strip())
        yield Match(
            places=unique((place, engine.call.place, engine.use.call.place)),
            data={"what": f"the type {found['kind']}"},
            severity=Severity.WARNING,
            title=f"{source.path} uses {found['kind']}, which SQLite does not know, and the tests make its tables there",
        )
        return


def shared(match: Match, tree: Tree) -> list[Edit]:
    """One connection for all threads."""
    from regreen.model.errors import PatchError
    from regreen.patch.python import add_argument, import_name

    place = match.places[0] if match.places and match.data["what"] == _EACH else None
    source = tree.source(place.path) if place is not None else None
    if source is None or place is None:
        return []
    given = "" if "check_same_thread" in source.text else 'connect_args={"check_same_thread": False}, '
    try:
        return [
            *import_name(source, "sqlalchemy.pool", "StaticPool"),
            *add_argument(source, place.line, place.column, f"{given}poolclass=StaticPool"),
        ]
    except PatchError:
        return []


def chosen(match: Match, tree: Tree) -> list[Edit]:
    """The arguments of a server's pool for a server only."""
    from regreen.model.errors import PatchError
    from regreen.patch.python import give_unless

    what = match.data["what"].removeprefix(_POOLED)
    if not match.places or what == match.data["what"]:
        return []
    names = what.split(", ")
    for place in match.places:
        source = tree.source(place.path)
        if source is not None and place.path.endswith(".py"):
            try:
                return give_unless(source, place.line, place.column, names, 'str({0}).startswith("sqlite")')
            except PatchError:
                continue
    return []


RULE = Rule(
    id="sqlite-misused",
    category=Category.SERVICE_CONNECTION,
    title="SQLite cannot do this: {what}",
    log=log,
    find=misused,
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
    ),
    fixers=(
        Fixer("Share one connection between the threads of the tests: StaticPool", Safety.UNSAFE, shared),
        Fixer("Give the pool's arguments to other databases only", Safety.UNSAFE, chosen),
        Fixer("Choose the engine's options by the kind of database", Safety.ADVICE),
    ),
)
