"""The history: runs go in whole, and come out as lists, one by one, or not at all any more."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from regreen.model.errors import StoreError
from regreen.model.execution import Execution, JobRun
from regreen.model.record import Entry, Record, Wish
from regreen.model.run import Outcome
from regreen.model.test import TestResult
from regreen.store import blobs, query, rows
from regreen.store import schema as s
from regreen.store.database import Database
from regreen.store.place import Place

_PARTS = (s.STEP, s.SUBSTITUTION, s.ANNOTATION, s.SERVICE, s.ENVIRONMENT)


class History:
    """The history at a place. Every method raises `StoreError` where it cannot be used."""

    def __init__(self, place: Place) -> None:
        """Nothing is opened before it is needed."""
        self.place = place
        self._database = Database(place)
        self._folder = blobs.Folder(place.blobs) if place.blobs else None

    def add(self, record: Record, keep: int = 0) -> int:
        """Keep a run, in one transaction; its number. With `keep`, older runs of the project beyond so many go."""
        logs = [_Log.of(job.log) for job in record.execution.jobs]
        with self._database.writing() as connection:
            project = query.project(connection, record.project)
            run = query.add(connection, s.RUN, rows.run_row(record, project))
            for position, (job, log) in enumerate(zip(record.execution.jobs, logs, strict=True)):
                self._keep(connection, log)
                row = rows.job_row(job, run, position, log.digest or None)
                _add_parts(connection, job, query.add(connection, s.JOB, row), project)
            causes = [rows.cause_row(cause, run, at) for at, cause in enumerate(record.causes)]
            query.add_all(connection, s.CAUSE, causes)
            if keep:
                self._prune(connection, record.project, keep)
        return run

    def runs(self, wish: Wish) -> list[Entry]:
        """The runs that are asked for, the newest first."""
        if not self.place.there:
            return []
        with self._database.reading() as connection:
            found = query.runs(connection, wish)
            ids = [row.id for row in found]
            jobs = _by(query.of(connection, s.JOB, "run_id", ids), "run_id")
            causes = _by(query.of(connection, s.CAUSE, "run_id", ids), "run_id")
        return [rows.entry_of(row, jobs[row.id], causes[row.id]) for row in found]

    def run(self, number: int) -> Record:
        """One run, without logs and results of tests. Raises `StoreError` where there is none."""
        if not self.place.there:
            raise StoreError(f"there is no run {number} in the history: {self.place.shown} does not exist")
        with self._database.reading() as connection:
            row = query.run(connection, number)
            if row is None:
                raise StoreError(f"there is no run {number} in the history {self.place.shown}")
            jobs = _jobs(connection, query.of(connection, s.JOB, "run_id", [number]))
            causes = query.of(connection, s.CAUSE, "run_id", [number])
        return Record(
            project=row.project,
            execution=Execution(row.workflow, row.event, row.commit_sha, jobs, tuple(row.notes), row.seconds),
            branch=row.branch,
            command=row.command,
            version=row.version,
            started=row.started,
            patched=row.patched,
            causes=tuple(map(rows.cause_of, causes)),
            id=number,
        )

    def log(self, number: int, job: str) -> bytes:
        """The log of a job of a run; empty where it has none."""
        with self._database.reading() as connection:
            row = query.blob(connection, number, job)
            if row is None:
                return b""
            kept = row.content if self._folder is None else self._folder.read(row.digest)
        return blobs.unpacked(kept or b"", row.digest, row.size)

    def results(self, number: int, job: str) -> list[TestResult]:
        """What the test runners of a job of a run wrote, in their order."""
        with self._database.reading() as connection:
            jobs = query.of(connection, s.JOB, "run_id", [number])
            wanted = [row.id for row in jobs if job in (row.name, row.key)]
            return [rows.result_of(row) for one in wanted for row in query.results(connection, one)]

    def newest(self, project: str, branch: str) -> Entry | None:
        """The last run of a branch; one with a patch on top, or that could not be run, tells nothing."""
        found = self.runs(Wish(project=project, branch=branch, limit=20))
        return next(
            (entry for entry in found if not entry.patched and entry.outcome is not Outcome.UNKNOWN), None
        )

    def prune(self, project: str, keep: int) -> int:
        """Delete all runs of a project but the newest; the number of those that are gone."""
        if not self.place.there:
            return 0
        with self._database.writing() as connection:
            return self._prune(connection, project, keep)

    def _prune(self, connection: Connection, project: str, keep: int) -> int:
        if query.count(connection, project) <= keep:
            return 0
        gone = query.prune(connection, project, keep)
        if self._folder is not None:
            self._folder.sweep(query.digests(connection), time.time())
        return gone

    def _keep(self, connection: Connection, log: _Log) -> None:
        """A log, once. While this transaction is open nobody else sweeps, so what is written stays."""
        if not log.digest or query.has_blob(connection, log.digest):
            return
        content = None if self._folder else log.packed
        row = {"digest": log.digest, "size": log.size, "content": content}
        query.add_missing(connection, s.BLOB, [row])
        if self._folder is not None:
            self._folder.write(log.digest, log.packed)


class _Log:
    """A log that is ready to be kept: packed before the transaction begins, which others wait for."""

    __slots__ = ("digest", "packed", "size")

    def __init__(self, digest: str, packed: bytes, size: int) -> None:
        self.digest = digest
        self.packed = packed
        self.size = size

    @classmethod
    def of(cls, data: bytes) -> _Log:
        """The log of a job; an empty one is none."""
        return cls(blobs.digest_of(data), blobs.packed(data), len(data)) if data else cls("", b"", 0)


def _add_parts(connection: Connection, job: JobRun, number: int, project: int) -> None:
    query.add_all(connection, s.STEP, [rows.step_row(step, number, at) for at, step in enumerate(job.steps)])
    query.add_all(connection, s.SERVICE, [rows.service_row(item, number) for item in job.services])
    query.add_all(
        connection, s.SUBSTITUTION, [rows.substitution_row(item, number) for item in job.substitutions]
    )
    query.add_all(connection, s.ANNOTATION, [rows.annotation_row(item, number) for item in job.annotations])
    for item in job.environments:
        packages = query.package_set(connection, rows.set_digest(item), sorted(set(item.packages)))
        row = {"job_id": number, "path": item.path, "python": item.python, "package_set_id": packages}
        query.add_all(connection, s.ENVIRONMENT, [row])
    if job.results:
        names = {(result.suite, result.test) for result in job.results}
        ids = query.tests(connection, project, names)
        found = [
            rows.result_row(result, number, ids[result.suite, result.test], at)
            for at, result in enumerate(job.results)
        ]
        query.add_all(connection, s.TEST_RESULT, found)


def _jobs(connection: Connection, found: Sequence[Row[Any]]) -> tuple[JobRun, ...]:
    ids = [row.id for row in found]
    parts = {table.name: _by(query.of(connection, table, "job_id", ids), "job_id") for table in _PARTS}
    sets = {item.package_set_id for items in parts["environment"].values() for item in items}
    packages = query.packages(connection, sorted(sets))
    return tuple(
        rows.job_of(row, {name: items[row.id] for name, items in parts.items()}, packages) for row in found
    )


def _by(found: Sequence[Row[Any]], column: str) -> dict[int, list[Row[Any]]]:
    groups: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in found:
        groups[row._mapping[column]].append(row)
    return groups
