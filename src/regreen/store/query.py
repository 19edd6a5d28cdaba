"""Every statement the history knows, the same for SQLite and PostgreSQL. Nothing else speaks SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, exists, func, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from regreen.model.record import Wish
from regreen.store import schema as s

CHUNK = 500  # values in one list of a statement

Values = Mapping[str, Any]


def add(connection: Connection, table: Table, values: Values) -> int:
    """A new row; its id."""
    key = connection.execute(insert(table).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def add_all(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """New rows."""
    if rows:
        connection.execute(insert(table), rows)


def add_missing(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """New rows, but those that are there already; another process may add the same."""
    if rows:
        module = sqlite if connection.dialect.name == "sqlite" else postgresql
        connection.execute(module.insert(table).on_conflict_do_nothing(), rows)


def project(connection: Connection, name: str) -> int:
    """The id of a project, which is made where there is none."""
    add_missing(connection, s.PROJECT, [{"name": name}])
    return int(connection.execute(select(s.PROJECT.c.id).where(s.PROJECT.c.name == name)).scalar_one())


def package_set(connection: Connection, digest: str, packages: Iterable[tuple[str, str]]) -> int:
    """The id of a set of packages, kept once however many runs had it."""
    wanted = select(s.PACKAGE_SET.c.id).where(s.PACKAGE_SET.c.digest == digest)
    found = connection.execute(wanted).scalar()
    if found is None:
        add_missing(connection, s.PACKAGE_SET, [{"digest": digest}])
        found = connection.execute(wanted).scalar_one()
        rows = [{"package_set_id": found, "name": name, "version": version} for name, version in packages]
        add_missing(connection, s.PACKAGE, rows)
    return int(found)


def tests(
    connection: Connection, project_id: int, names: Collection[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """The ids of tests by suite and name; those that are new are made."""
    known = _known_tests(connection, project_id, names)
    new = [name for name in names if name not in known]
    if new:
        rows = [{"project_id": project_id, "suite": suite, "name": name} for suite, name in new]
        add_missing(connection, s.TEST, rows)
        known |= _known_tests(connection, project_id, new)
    return known


def _known_tests(
    connection: Connection, project_id: int, names: Collection[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    wanted = sorted({name for _, name in names})
    for at in range(0, len(wanted), CHUNK):
        statement = select(s.TEST.c.suite, s.TEST.c.name, s.TEST.c.id).where(
            s.TEST.c.project_id == project_id, s.TEST.c.name.in_(wanted[at : at + CHUNK])
        )
        found |= {(row.suite, row.name): row.id for row in connection.execute(statement)}
    return found


def has_blob(connection: Connection, digest: str) -> bool:
    """Whether a log is kept."""
    return connection.execute(select(exists().where(s.BLOB.c.digest == digest))).scalar_one()


def blob(connection: Connection, run: int, job: str) -> Row[Any] | None:
    """Digest, size and content of the log of a job, by its name or id."""
    statement = (
        select(s.BLOB)
        .join(s.JOB, s.JOB.c.log == s.BLOB.c.digest)
        .where(s.JOB.c.run_id == run, or_(s.JOB.c.name == job, s.JOB.c.key == job))
        .order_by(s.JOB.c.position)
    )
    return connection.execute(statement).first()


def runs(connection: Connection, wish: Wish) -> Sequence[Row[Any]]:
    """The runs that are asked for, the newest first, with the name of their project."""
    statement = (
        select(s.RUN, s.PROJECT.c.name.label("project"))
        .join(s.PROJECT)
        .where(*_conditions(wish))
        .order_by(s.RUN.c.id.desc())
        .limit(wish.limit)
    )
    return connection.execute(statement).all()


def _conditions(wish: Wish) -> list[ColumnElement[bool]]:
    run = s.RUN.c
    found: list[ColumnElement[bool]] = []
    for column, value in ((s.PROJECT.c.name, wish.project), (run.branch, wish.branch)):
        if value:
            found.append(column == value)
    if wish.commit:
        found.append(run.commit_sha.startswith(wish.commit, autoescape=True))
    if wish.outcome is not None:
        found.append(run.outcome == wish.outcome.value)
    if wish.before:
        found.append(run.id < wish.before)
    if wish.job:
        named = or_(s.JOB.c.name == wish.job, s.JOB.c.key == wish.job)
        found.append(exists().where(s.JOB.c.run_id == run.id, named))
    cause = s.CAUSE.c
    if wish.rule:
        found.append(exists().where(cause.run_id == run.id, cause.rule == wish.rule))
    if wish.fingerprint:
        same = cause.fingerprint.startswith(wish.fingerprint, autoescape=True)
        found.append(exists().where(cause.run_id == run.id, same))
    return found


def run(connection: Connection, number: int) -> Row[Any] | None:
    """One run, with the name of its project."""
    statement = select(s.RUN, s.PROJECT.c.name.label("project")).join(s.PROJECT).where(s.RUN.c.id == number)
    return connection.execute(statement).first()


def of(connection: Connection, table: Table, column: str, ids: Sequence[int]) -> Sequence[Row[Any]]:
    """The rows of a table that belong to others, in the order in which they were kept."""
    found: list[Row[Any]] = []
    order = table.c.position if "position" in table.c else table.c.id
    for at in range(0, len(ids), CHUNK):
        belongs = table.c[column].in_(ids[at : at + CHUNK])
        found += connection.execute(select(table).where(belongs).order_by(order)).all()
    return found


def packages(connection: Connection, ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Names and versions of sets of packages."""
    found: dict[int, list[tuple[str, str]]] = {number: [] for number in ids}
    statement = select(s.PACKAGE).where(s.PACKAGE.c.package_set_id.in_(ids)).order_by(s.PACKAGE.c.name)
    for row in connection.execute(statement):
        found[row.package_set_id].append((row.name, row.version))
    return found


def results(connection: Connection, job: int) -> Sequence[Row[Any]]:
    """The results of a job's tests, in their order."""
    statement = (
        select(s.TEST_RESULT, s.TEST.c.name, s.TEST.c.suite)
        .join(s.TEST)
        .where(s.TEST_RESULT.c.job_id == job)
        .order_by(s.TEST_RESULT.c.position)
    )
    return connection.execute(statement).all()


def prune(connection: Connection, project_name: str, keep: int) -> int:
    """Delete all runs of a project but the newest, and what belongs to nobody any more; the number of runs."""
    project_id = select(s.PROJECT.c.id).where(s.PROJECT.c.name == project_name).scalar_subquery()
    newest = (
        select(s.RUN.c.id).where(s.RUN.c.project_id == project_id).order_by(s.RUN.c.id.desc()).limit(keep)
    )
    gone = connection.execute(
        delete(s.RUN).where(s.RUN.c.project_id == project_id, s.RUN.c.id.not_in(newest))
    ).rowcount
    if gone:
        _sweep(connection)
    return gone


def _sweep(connection: Connection) -> None:
    used_tests = exists().where(s.TEST_RESULT.c.test_id == s.TEST.c.id)
    connection.execute(delete(s.TEST).where(~used_tests))
    used_sets = exists().where(s.ENVIRONMENT.c.package_set_id == s.PACKAGE_SET.c.id)
    connection.execute(delete(s.PACKAGE_SET).where(~used_sets))
    used_blobs = exists().where(s.JOB.c.log == s.BLOB.c.digest)
    connection.execute(delete(s.BLOB).where(~used_blobs))


def digests(connection: Connection) -> set[str]:
    """The names of all logs that are kept."""
    return set(connection.execute(select(s.BLOB.c.digest)).scalars())


def count(connection: Connection, project_name: str) -> int:
    """How many runs of a project are kept."""
    statement = select(func.count()).select_from(s.RUN).join(s.PROJECT)
    return connection.execute(statement.where(s.PROJECT.c.name == project_name)).scalar_one()
