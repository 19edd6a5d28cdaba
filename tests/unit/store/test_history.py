"""The history on SQLite and, where a server is at hand, on PostgreSQL: the same tests for both."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from msgspec.structs import replace

from regreen.model.errors import StoreError
from regreen.model.execution import (
    Environment,
    Execution,
    JobRun,
    ServiceRun,
    StepRun,
    Substitution,
    SubstitutionKind,
    TestCount,
    ToolMissing,
)
from regreen.model.record import KnownCause, Record, Wish
from regreen.model.run import Annotation, Outcome
from regreen.model.test import TestOutcome, TestResult
from regreen.runner.services import providers
from regreen.runner.services.image import POSTGRES
from regreen.runner.services.server import Account
from regreen.store.database import Database
from regreen.store.history import History
from regreen.store.migrate import configuration
from regreen.store.place import Place, find_place, place_of
from regreen.store.revisions import HEAD, REVISIONS, VERSIONS
from regreen.store.schema import METADATA

GOOD, BAD = Outcome.SUCCESS, Outcome.FAILURE
LOG = b"2025-01-01T00:00:00.0000000Z ERROR: no\n" * 200
CAUSE = KnownCause(
    "test-failed", "test-assertion", "test_a fails", 0.9, "abc123", 2, ("test",), "Tests", (("log:3", "E   no"),)
)  # fmt: skip
RESULTS = (
    TestResult(
        "tests/test_a.py::test_a", TestOutcome.FAILED, 0.5, "pytest", error="ValueError", message="no"
    ),
    TestResult("tests/test_a.py::test_b", TestOutcome.PASSED, 0.25, "pytest", attempt=2, flaky=True),
)
JOB = JobRun(
    "test",
    "test (3.12)",
    BAD,
    (
        StepRun("Set up", GOOD, GOOD, 1.5, None, "", 100.0, ("CI_MODE",), ("PATH", "TOKEN_NAME")),
        StepRun("Tests", BAD, BAD, 2.5, 1, "", 101.5),
    ),
    4.0,
    LOG,
    tests=TestCount(1, 1),
    substitutions=(Substitution(SubstitutionKind.INTERPRETER, "3.12", "3.11", "why"),),
    missing_tools=(ToolMissing("jq", "Tests"),),
    empty_secrets=("KEY",),
    annotations=(Annotation("error", "no", "", "t", "a.py", 3, 4, "E1", "Tests", "flake8"),),
    services=(ServiceRun("db", "postgres:16", "postgres", "16.2"),),
    environments=(Environment(".venv", "3.12.1", (("a", "1.0"), ("b", "2"))),),
)


def record(outcome: Outcome = BAD, **changes: object) -> Record:
    job = replace(JOB, outcome=outcome, results=RESULTS)
    execution = Execution(".github/workflows/ci.yml", "push", "c0ffee", (job,), ("a note",), 4.5)
    made = Record(
        project="o/shop", execution=execution, branch="main", version="1", started=1e9,
        causes=(CAUSE,) if outcome is BAD else (),
    )  # fmt: skip
    return replace(made, **changes)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL of our own; the tests that need it are left out where there is none."""
    servers = providers.found(POSTGRES)
    if not servers:
        pytest.skip("no PostgreSQL server is installed")
    postgres = str(servers[0].program)
    initdb = str(servers[0].program.with_name("initdb"))
    account = Account.choose()
    places = [place for place in ("/tmp", "/var/tmp", "/dev/shm", "/run") if os.access(place, os.W_OK)]
    folder = Path(
        tempfile.mkdtemp(prefix="rgh-", dir=next(p for p in places if account.reaches(Path(p, "x"))))
    )
    account.own(folder)
    make = [initdb, "-D", str(folder / "data"), "-U", "regreen", "-A", "trust", "--no-sync"]
    if account.run(make, env=os.environ, cwd=folder).returncode:
        shutil.rmtree(folder)
        pytest.skip("PostgreSQL does not start here")
    start = [
        postgres,
        "-D",
        str(folder / "data"),
        "-k",
        str(folder),
        "-c",
        "listen_addresses=",
        "-c",
        "fsync=off",
    ]
    with subprocess.Popen(
        start, cwd=folder, stderr=subprocess.DEVNULL, user=account.uid, group=account.gid
    ) as process:
        try:
            yield f"postgresql://regreen@/postgres?host={folder}"
        finally:
            process.send_signal(signal.SIGINT)  # at once, whoever is connected
            process.wait(20)
            shutil.rmtree(folder)


def emptied(place: Place) -> None:
    """Throw away all tables, once the server answers."""
    import psycopg

    for _ in range(200):
        try:
            with psycopg.connect(place.url.replace("+psycopg", "")) as connection:
                connection.execute("DROP SCHEMA public CASCADE")
                connection.execute("CREATE SCHEMA public")
                return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return place_of(str(tmp_path / "data"), Path())
    found = place_of(request.getfixturevalue("server"), Path())
    emptied(found)
    return found


def test_a_run_comes_back_as_it_went_in(place: Place) -> None:
    history = History(place)
    number = history.add(record())
    found = History(place).run(number)
    assert found.causes == (CAUSE,)
    assert replace(found, id=0) == replace(
        record(), execution=replace(record().execution, jobs=(replace(JOB, log=b""),))
    )
    assert history.log(number, "test (3.12)") == history.log(number, "test") == LOG
    assert history.log(number, "other") == b""
    assert tuple(history.results(number, "test")) == RESULTS


def test_runs_are_found(place: Place) -> None:
    history = History(place)
    first, second = history.add(record()), history.add(record(GOOD, branch="other"))
    third = history.add(record(project="o/else"))
    ids = {
        "all": [third, second, first],
        "project": [second, first],
        "branch": [third, first],
        "green": [second],
        "job": [third, second, first],
        "nobody": [],
        "rule": [third, first],
        "print": [third, first],
        "before": [second, first],
    }
    wishes = {
        "all": Wish(),
        "project": Wish(project="o/shop"),
        "branch": Wish(branch="main"),
        "green": Wish(outcome=GOOD, commit="c0f"),
        "job": Wish(job="test"),
        "nobody": Wish(job="lint"),
        "rule": Wish(rule="test-failed"),
        "print": Wish(fingerprint="abc"),
        "before": Wish(before=third),
    }
    assert {name: [entry.id for entry in history.runs(wish)] for name, wish in wishes.items()} == ids
    entry = history.runs(Wish(limit=1))[0]
    assert (entry.failed, entry.causes[0].rule, entry.jobs) == (("test (3.12)",), "test-failed", 1)
    newest = history.newest("o/shop", "main")
    assert newest is not None and newest.id == first
    assert history.newest("o/shop", "gone") is None


def test_wildcards_of_sql_mean_nothing(place: Place) -> None:
    history = History(place)
    history.add(record())
    assert history.runs(Wish(fingerprint="%")) == history.runs(Wish(commit="_")) == []


def test_old_runs_go_with_all_they_had(place: Place) -> None:
    history = History(place)
    other = history.add(record(project="o/else"))
    numbers = []
    for number in range(4):
        job = replace(JOB, log=LOG + bytes([48 + number]), results=RESULTS)
        packages = (Environment(".venv", "", (("a", f"1.{number}"),)),)
        execution = replace(record().execution, jobs=(replace(job, environments=packages),))
        numbers.append(history.add(record(execution=execution), keep=2))
    assert [entry.id for entry in history.runs(Wish(project="o/shop"))] == [numbers[3], numbers[2]]
    assert history.log(numbers[3], "test").endswith(b"3")
    assert history.prune("o/shop", 0) == 2
    assert history.log(other, "test") == LOG
    with Database(place).reading() as connection:
        counts = {
            table.name: connection.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar()
            for table in METADATA.tables.values()
        }
    assert counts == {
        "project": 2, "run": 1, "job": 1, "step": 2, "service": 1, "substitution": 1, "package_set": 1, "package": 2,
        "environment": 1, "annotation": 1, "test": 2, "test_result": 2, "cause": 1, "blob": 1,
    }  # fmt: skip
    if place.blobs:
        assert len([path for path in place.blobs.glob("*/*") if path.is_file()]) == 1


def test_what_is_equal_is_kept_once(place: Place) -> None:
    history = History(place)
    for _ in range(3):
        history.add(record())
    with Database(place).reading() as connection:
        for table in ("blob", "package_set", "project"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM test").scalar() == 2


def test_the_migrations_make_what_the_queries_expect(place: Place) -> None:
    History(place).add(record())
    assert ScriptDirectory.from_config(configuration()).get_current_head() == HEAD == REVISIONS[-1]
    with Database(place).reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSIONS, "compare_type": True}
        )
        assert compare_metadata(context, METADATA) == []


WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
from test_history import *
history = History(place_of(sys.argv[1], Path()))
for number in range(int(sys.argv[3])):
    history.add(record(), keep=6)
"""


def test_processes_write_at_once(place: Place) -> None:
    url = str(place.file) if place.file else place.url
    words = [sys.executable, "-c", WRITER, url, str(Path(__file__).parent), "4"]
    writers = [subprocess.Popen(words, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for writer in writers:
        _, said = writer.communicate(timeout=60)
        assert (writer.returncode, said) == (0, "")
    found = History(place).runs(Wish(limit=100))
    assert len(found) == 6  # of eight
    assert all(History(place).log(entry.id, "test") == LOG for entry in found)


def sqlite(folder: Path) -> History:
    return History(place_of(str(folder), Path()))


def test_a_file_that_is_no_history(tmp_path: Path) -> None:
    (tmp_path / "history.db").write_bytes(b"not a database at all, " * 100)
    with pytest.raises(StoreError, match=r"history\.db is damaged or no database .* REGREEN_STORE$"):
        sqlite(tmp_path).runs(Wish())


def test_a_damaged_history(tmp_path: Path) -> None:
    history = sqlite(tmp_path)
    number = history.add(record())
    file = tmp_path / "history.db"
    sqlite3.connect(file).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    data = bytearray(file.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    file.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"):
        sqlite(tmp_path).run(number)


def test_a_database_of_another_program(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "history.db").execute("CREATE TABLE x (y)").connection.close()
    with pytest.raises(StoreError, match="another program"):
        sqlite(tmp_path).add(record())


def test_a_newer_history(place: Place) -> None:
    History(place).add(record())
    with Database(place).writing() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSIONS} SET version_num = '9999'")
    with pytest.raises(
        StoreError, match=r"newer regreen \(shape 9999, this one knows 0001\); update regreen"
    ):
        History(place).runs(Wish())


def test_a_log_that_was_changed_or_is_gone(tmp_path: Path) -> None:
    history = sqlite(tmp_path)
    number = history.add(record())
    (path,) = [path for path in (tmp_path / "history-logs").glob("*/*") if path.is_file()]
    path.write_bytes(b"x")
    with pytest.raises(StoreError, match="is damaged"):
        history.log(number, "test")
    path.unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        history.log(number, "test")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be opened"):
        sqlite(tmp_path / "file" / "x").add(record())


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    history = sqlite(tmp_path / "none")
    assert history.runs(Wish()) == []
    assert history.prune("x", 1) == 0
    with pytest.raises(StoreError, match="does not exist"):
        history.run(1)
    assert not (tmp_path / "none").exists()


def test_a_run_that_is_not_there(place: Place) -> None:
    History(place).add(record())
    with pytest.raises(StoreError, match="there is no run 77"):
        History(place).run(77)


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    sqlite(tmp_path / "data").add(record())
    for path in (tmp_path / "data", tmp_path / "data" / "history.db"):
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("environ", "configured", "expected"),
    [
        ({"HOME": "/h"}, "", "/h/.local/share/regreen/history.db"),
        ({"HOME": "/h", "XDG_DATA_HOME": "/d"}, "", "/d/regreen/history.db"),
        ({"HOME": "/h", "XDG_DATA_HOME": "relative"}, "", "/h/.local/share/regreen/history.db"),
        ({"HOME": "/h"}, "state", "/repo/state/history.db"),
        ({"HOME": "/h", "REGREEN_STORE": "/s/x.db"}, "state", "/s/x.db"),
        ({"REGREEN_STORE": "postgres://u:p@h/db"}, "", "postgresql+psycopg://u:***@h/db"),
    ],
)
def test_places(environ: dict[str, str], configured: str, expected: str) -> None:
    assert find_place(environ, configured, Path("/repo")).shown == expected


def test_a_server_that_does_not_answer() -> None:
    with pytest.raises(StoreError, match=r"u:\*\*\*@127\.0\.0\.1:1/db cannot be used"):
        History(place_of("postgresql://u:secret@127.0.0.1:1/db", Path())).runs(Wish())
