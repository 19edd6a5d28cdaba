"""Version 1 of the JSON answers of `regreen history` and of comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from regreen.model.comparison import Comparison, JobPair, SideStep
from regreen.model.comparison import Side as ModelSide
from regreen.model.record import Entry, KnownCause, Record
from regreen.model.run import Outcome
from regreen.model.test import TestResult
from regreen.report.json.encode import encoded
from regreen.report.json.run_v1 import Job, Substitution, job_of, substitutions_of


class Piece(msgspec.Struct, frozen=True):
    """A quoted line and where it stands."""

    place: str
    text: str


class Known(msgspec.Struct, frozen=True):
    """A root cause, as the history keeps it."""

    rule: str
    category: str
    title: str
    confidence: float
    fingerprint: str
    count: int
    jobs: list[str]
    step: str
    evidence: list[Piece]


class Line(msgspec.Struct, frozen=True):
    """A run in the list. `started` are seconds of the epoch."""

    id: int
    project: str
    branch: str
    commit: str
    workflow: str
    event: str
    command: str
    outcome: str
    patched: bool
    started: float
    seconds: float
    jobs: int
    failed: list[str]
    causes: list[Known]


class ListDocument(msgspec.Struct, frozen=True):
    """The answer to `history`."""

    version: Literal[1]
    command: Literal["history"]
    runs: list[Line]


class Test(msgspec.Struct, frozen=True):
    """A test that did not pass, or not at once."""

    job: str
    test: str
    outcome: str
    seconds: float
    attempt: int
    flaky: bool
    error: str
    message: str


class ShowDocument(msgspec.Struct, frozen=True):
    """The answer to `history show`."""

    version: Literal[1]
    command: Literal["history show"]
    id: int
    project: str
    branch: str
    commit: str
    workflow: str
    event: str
    outcome: str
    patched: bool
    started: float
    seconds: float
    jobs: list[Job]
    causes: list[Known]
    tests: list[Test]
    notes: list[str]


class StepSide(msgspec.Struct, frozen=True):
    """A step of one run."""

    name: str
    outcome: str
    seconds: float
    exit_code: int | None


class Pair(msgspec.Struct, frozen=True):
    """A step of both runs."""

    name: str
    same: bool
    here: StepSide | None
    there: StepSide | None


class Package(msgspec.Struct, frozen=True):
    """A package that differs; an empty version means that it is not there."""

    name: str
    here: str
    there: str


class Jobs(msgspec.Struct, frozen=True):
    """A job of both runs."""

    here: str
    there: str
    outcome_here: str
    outcome_there: str
    steps: list[Pair]
    packages: list[Package]
    variables_only_here: list[str]
    variables_only_there: list[str]


class Causes(msgspec.Struct, frozen=True):
    """Causes by the run that shows them."""

    both: list[Known]
    only_here: list[Known]
    only_there: list[Known]


class CompareDocument(msgspec.Struct, frozen=True):
    """The answer to `history compare`, and to `run --compare`."""

    version: Literal[1]
    command: Literal["compare"]
    verdict: str
    reason: str
    here: str
    there: str
    jobs: list[Jobs]
    jobs_only_here: list[str]
    jobs_only_there: list[str]
    causes: Causes
    substitutions: list[Substitution]


def render_list(entries: Sequence[Entry]) -> str:
    """Runs as JSON text."""
    return encoded(ListDocument(1, "history", [_line(entry) for entry in entries]))


def render_show(record: Record, tests: Sequence[tuple[str, TestResult]]) -> str:
    """A run as JSON text; `tests` with their jobs."""
    execution = record.execution
    return encoded(
        ShowDocument(
            version=1,
            command="history show",
            id=record.id,
            project=record.project,
            branch=record.branch,
            commit=execution.commit,
            workflow=execution.workflow,
            event=execution.event,
            outcome=_outcome(execution.outcome),
            patched=record.patched,
            started=round(record.started, 3),
            seconds=round(execution.seconds, 3),
            jobs=[job_of(job) for job in execution.jobs],
            causes=_known(record.causes),
            tests=[_test(job, result) for job, result in tests],
            notes=list(execution.notes),
        )
    )


def render_comparison(comparison: Comparison) -> str:
    """A comparison as JSON text."""
    return encoded(comparison_document(comparison))


def comparison_document(comparison: Comparison) -> CompareDocument:
    """A comparison as the values that are written."""
    return CompareDocument(
        version=1,
        command="compare",
        verdict=comparison.verdict.value,
        reason=comparison.reason,
        here=comparison.here.title,
        there=comparison.there.title,
        jobs=[_jobs(pair) for pair in comparison.jobs],
        jobs_only_here=list(comparison.alone_here),
        jobs_only_there=list(comparison.alone_there),
        causes=Causes(_known(comparison.both), _known(comparison.only_here), _known(comparison.only_there)),
        substitutions=_substitutions(comparison.here),
    )


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schemas of the answers, by the names of their files."""
    return {
        "history-v1": _schema(ListDocument, "regreen history, version 1"),
        "history-show-v1": _schema(ShowDocument, "regreen history show, version 1"),
        "compare-v1": _schema(CompareDocument, "a comparison of two runs, version 1"),
    }


def _schema(document: type[msgspec.Struct], title: str) -> dict[str, Any]:
    found = msgspec.json.schema(document)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **found}


def _line(entry: Entry) -> Line:
    return Line(
        entry.id,
        entry.project,
        entry.branch,
        entry.commit,
        entry.workflow,
        entry.event,
        entry.command,
        _outcome(entry.outcome),
        entry.patched,
        round(entry.started, 3),
        round(entry.seconds, 3),
        entry.jobs,
        list(entry.failed),
        _known(entry.causes),
    )


def _known(causes: Iterable[KnownCause]) -> list[Known]:
    return [
        Known(
            cause.rule,
            cause.category,
            cause.title,
            cause.confidence,
            cause.fingerprint,
            cause.count,
            list(cause.jobs),
            cause.step,
            [Piece(place, text) for place, text in cause.evidence],
        )
        for cause in causes
    ]


def _test(job: str, result: TestResult) -> Test:
    return Test(
        job, result.test, result.outcome.value, result.seconds, result.attempt, result.flaky, result.error,
        result.message,
    )  # fmt: skip


def _jobs(pair: JobPair) -> Jobs:
    return Jobs(
        pair.here.name,
        pair.there.name,
        _outcome(pair.here.outcome),
        _outcome(pair.there.outcome),
        [Pair(step.name, step.same, _step(step.here), _step(step.there)) for step in pair.steps],
        [Package(item.name, item.here, item.there) for item in pair.packages],
        list(pair.variables_here),
        list(pair.variables_there),
    )


def _step(step: SideStep | None) -> StepSide | None:
    return (
        StepSide(step.name, _outcome(step.outcome), round(step.seconds, 3), step.exit_code) if step else None
    )


def _substitutions(side: ModelSide) -> list[Substitution]:
    return substitutions_of(side.substitutions)


def _outcome(outcome: Outcome) -> str:
    return "failed" if outcome is Outcome.FAILURE else outcome.value
