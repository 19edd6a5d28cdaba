"""The address of the database names a driver that the job does not install.

## Why
SQLAlchemy imports the driver when the engine is made: `postgresql://` means psycopg2, `sqlite+aiosqlite://` aiosqlite.
No line of the project imports it, so nobody misses it among the requirements.

## Fix
Install the driver with the tests' requirements (`psycopg2-binary`, `asyncpg`, `aiosqlite`), or name in the address the
one that is there (`postgresql+psycopg://`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import declare, named, unique

if TYPE_CHECKING:
    from regreen.project.engines import Engine
    from regreen.project.imported import Imported
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import Environment, JobRun
    from regreen.project.tree import Tree


def absent(job_runs: tuple[JobRun, ...], imported: Imported, lacking: Lacking, tree: Tree) -> Matches:
    """One match for each driver."""
    groups: dict[str, list[tuple[Engine, Environment]]] = {}
    for engine, environment in _absent(job_runs, imported, lacking, tree):
        groups.setdefault(engine.driver, []).append((engine, environment))
    for driver, members in groups.items():
        engine, environment = members[0]
        sure = engine.call.at_import and imported.surely(engine.use)
        unsure = lacking.holdings.closure(environment).open
        address = engine.given.place if engine.given is not None else engine.call.place
        yield Match(
            places=unique((address, engine.call.place, *environment.filled[-1:], engine.use.call.place)),
            data={"driver": driver, "distribution": _distribution(driver)},
            severity=Severity.ERROR if sure and not unsure else Severity.WARNING,
            count=len(members),
            title=f"The database's address names the driver {driver}, which {named(engine.use.run)} does not install",
        )


def _distribution(driver: str) -> str:
    from regreen.project.engines import DRIVERS

    return DRIVERS[driver][-1] if driver == "psycopg2" else DRIVERS[driver][0]


def _absent(
    job_runs: tuple[JobRun, ...], imported: Imported, lacking: Lacking, tree: Tree
) -> Iterator[tuple[Engine, Environment]]:
    from regreen.project.engines import DRIVERS, chooses, engines

    for engine in engines(job_runs, imported, tree):
        environment = lacking.holdings.runs_in(engine.use.call)
        wanted = DRIVERS.get(engine.driver, ())
        if (
            environment is None
            or environment.unknown
            or not wanted
            or chooses(tree.text(engine.call.place.path) or "")
        ):
            continue
        closure = lacking.holdings.closure(environment)
        if closure.names.isdisjoint(wanted) and "sqlalchemy" in closure.names:
            yield engine, environment


def declared(
    match: Match, job_runs: tuple[JobRun, ...], imported: Imported, lacking: Lacking, tree: Tree
) -> list[Edit]:
    """The driver's distribution in the list that the job installs from."""
    found: dict[Edit, None] = {}
    for engine, environment in _absent(job_runs, imported, lacking, tree):
        if engine.driver == match.data["driver"]:
            name = match.data["distribution"]
            found.update(dict.fromkeys(declare(name, engine.use.run, environment, tree, tests=False)))
    return list(found)


RULE = Rule(
    id="database-driver-missing",
    category=Category.MISSING_MODULE,
    title="The driver {driver} of the database's address is not installed",
    find=absent,
    key=("driver",),
    explains=("module-not-installed", "test-collection-error", "conftest-import-error", "test-failed"),
    fixers=(Fixer("Install {distribution}", Safety.UNSAFE, declared),),
)
