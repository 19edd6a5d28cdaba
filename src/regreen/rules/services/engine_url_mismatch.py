"""The code makes an asyncio engine and the address names a driver that is not for asyncio, or the other way round.

## Why
SQLAlchemy takes the driver from the address: `postgresql://` means psycopg2, `postgresql+asyncpg://` asyncpg.
`create_async_engine` refuses the first at once, `create_engine` with the second fails at the first query
(`MissingGreenlet`). The production settings have the right one, the job's `env:` was written by hand.

## Fix
Write the driver that the code is made for into the address of the job.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique

if TYPE_CHECKING:
    from regreen.project.engines import Engine
    from regreen.project.imported import Imported
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_OTHERS = {
    ("postgresql", True): "asyncpg",
    ("postgresql", False): "psycopg2",
    ("sqlite", True): "aiosqlite",
    ("sqlite", False): "",
    ("mysql", True): "aiomysql",
    ("mysql", False): "pymysql",
}


def mismatched(job_runs: tuple[JobRun, ...], imported: Imported, tree: Tree) -> Matches:
    """One match for each place that makes an engine, and each address."""
    seen: set[object] = set()
    for engine in _mismatched(job_runs, imported, tree):
        place = engine.given.place if engine.given is not None else engine.call.place
        if (place, engine.call.place) in seen:
            continue
        seen.add((place, engine.call.place))
        sure = engine.call.asynchronous and engine.call.at_import and imported.surely(engine.use)
        kind = "asyncio" if engine.call.asynchronous else "plain"
        yield Match(
            places=unique((place, engine.call.place, engine.use.call.place)),
            data={"driver": engine.driver, "path": engine.call.place.path},
            severity=Severity.ERROR if sure else Severity.WARNING,
            title=f"{engine.call.place.path} makes a {kind} engine, and the address in {named(engine.use.run)} "
            f"is for {engine.driver}".replace("a asyncio", "an asyncio"),
        )


def _mismatched(job_runs: tuple[JobRun, ...], imported: Imported, tree: Tree) -> Iterator[Engine]:
    from regreen.project.engines import ASYNC_DRIVERS, chooses, engines

    for engine in engines(job_runs, imported, tree):
        both = engine.driver == "psycopg"
        if chooses(tree.text(engine.call.place.path) or ""):
            continue
        if not both and (engine.driver in ASYNC_DRIVERS) is not engine.call.asynchronous:
            yield engine


def matched(match: Match, job_runs: tuple[JobRun, ...], imported: Imported, tree: Tree) -> list[Edit]:
    """The address with the driver that the code is made for."""
    from regreen.patch.yaml import replace_scalar

    for engine in _mismatched(job_runs, imported, tree):
        given = engine.given
        source = tree.source(given.place.path) if given is not None else None
        if given is None or given.node is None or source is None or given.place != match.places[0]:
            continue
        driver = _OTHERS.get((engine.kind, engine.call.asynchronous))
        if driver is None:
            return []
        scheme = f"{engine.kind}+{driver}" if driver else engine.kind
        try:
            return replace_scalar(source, given.node.span, f"{scheme}://{engine.rest}")
        except PatchError:
            return []
    return []


RULE = Rule(
    id="engine-url-mismatch",
    category=Category.ENVIRONMENT_VARIABLE,
    title="{path} makes an engine for which {driver} is the wrong driver",
    find=mismatched,
    explains=("test-collection-error", "conftest-import-error", "test-failed"),
    fixers=(Fixer("Name the driver that the code is made for", Safety.UNSAFE, matched),),
)
