"""A history that is open: connected, known to be ours, in the shape of today. Every failure is one sentence."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from regreen.model.errors import StoreError
from regreen.store.place import Place
from regreen.store.revisions import APPLICATION_ID, HEAD, REVISIONS, VERSIONS

PATIENCE = 30.0  # seconds for which another process may hold the lock
_LOCK = 0x52474E48  # of PostgreSQL, held while the shape changes


class Database:
    """Connections to one history."""

    def __init__(self, place: Place) -> None:
        """Nothing is opened yet."""
        self.place = place
        self._engine: Engine | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that changes nothing. Raises `StoreError`."""
        with self._said(), self._open().begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, kept when the block ends well. SQLite lets one process write at a time, so the others wait
        at its beginning. Raises `StoreError`.
        """
        with self._said(), _writing(self._open()) as connection:
            yield connection

    def _open(self) -> Engine:
        if self._engine is None:
            engine = self._engine = self._connected()
            with engine.connect() as connection, connection.begin():
                current = _is_current(connection, self.place)
            if not current:
                with _writing(engine) as connection:
                    _bring_up(connection, self.place)
        return self._engine

    def _connected(self) -> Engine:
        if self.place.file is not None:
            self.place.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.place.file.touch(mode=0o600)
            engine = create_engine(self.place.url, poolclass=NullPool, connect_args={"timeout": PATIENCE})
            event.listen(engine, "connect", _prepare)
            event.listen(engine, "begin", _begin)
            return engine
        try:
            return create_engine(self.place.url, poolclass=NullPool, connect_args={"connect_timeout": 10})
        except ImportError:
            raise StoreError(
                f"{self.place.shown} needs psycopg: install regreen with its extra 'postgres'"
            ) from None

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, OSError, UnicodeError) as error:
            raise StoreError(_sentence(error, self.place)) from None


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(regreen_writes=True) as connection, connection.begin():
        yield connection


def _prepare(raw: Any, _: object) -> None:
    """Settings of a connection to SQLite. Transactions are begun by us: the driver would not begin one for DDL."""
    raw.isolation_level = None
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA synchronous = NORMAL")
    until = time.monotonic() + PATIENCE
    while raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            raw.execute("PRAGMA journal_mode = WAL")
        except OperationalError as error:
            # SQLite does not wait here by itself
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("regreen_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _is_current(connection: Connection, place: Place) -> bool:
    """Whether the history has the shape of today. Raises `StoreError` where it is none of ours, or a newer one."""
    tables = inspect(connection).get_table_names()
    if VERSIONS not in tables:
        if tables and place.file is not None:
            raise StoreError(
                f"{place.shown} is a database of another program; name another place with REGREEN_STORE"
            )
        return False
    found = connection.execute(text(f"SELECT version_num FROM {VERSIONS}")).scalar() or ""
    if found and found not in REVISIONS:
        raise StoreError(
            f"{place.shown} was written by a newer regreen (shape {found}, this one knows {HEAD}); update regreen, or"
            " name another place with REGREEN_STORE"
        )
    return found == HEAD


def _bring_up(connection: Connection, place: Place) -> None:
    """Run the steps that are due. Who comes second finds nothing to do."""
    if place.file is None:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    if _is_current(connection, place):
        return
    from regreen.store.migrate import upgrade

    upgrade(connection)
    if place.file is not None:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def _sentence(error: Exception, place: Place) -> str:
    """What went wrong, and what a person can do."""
    if isinstance(error, OSError):
        return f"the history {place.shown} cannot be opened: {error.strerror or error}"
    if isinstance(error, ArgumentError):
        return f"{place.shown} is not the address of a database"
    said = str(error.orig if isinstance(error, DBAPIError) else error).strip().partition("\n")[0]
    if "not a database" in said or "malformed" in said or "file is encrypted" in said:
        return (
            f"the history {place.shown} is damaged or no database ({said}); move it away, or name another place"
            " with REGREEN_STORE"
        )
    if "locked" in said:
        return f"the history {place.shown} was locked by another process for {PATIENCE:.0f} seconds"
    return f"the history {place.shown} cannot be used: {said}"
