"""Version 1 of the JSON answers to `regreen run` and `regreen verify`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from regreen.logs.mask import mask
from regreen.model.diagnosis import Cause as ModelCause
from regreen.model.diagnosis import Diagnosis
from regreen.model.execution import Execution, JobRun, StepRun, TestCount
from regreen.model.execution import Substitution as ModelSubstitution
from regreen.model.run import Annotation as ModelAnnotation
from regreen.model.run import Outcome, Run
from regreen.model.verification import TestChange as ModelTestChange
from regreen.model.verification import Verification
from regreen.report.json.encode import encoded
from regreen.report.json.v1 import Cause, Unexplained
from regreen.report.json.v1 import document as diagnosis_document


class Substitution(msgspec.Struct, frozen=True):
    """What differed from GitHub."""

    kind: str
    wanted: str
    used: str
    why: str


class Step(msgspec.Struct, frozen=True):
    """A step. `unsupported` says why it could not be run; `seconds` how long it took."""

    name: str
    outcome: str
    conclusion: str
    seconds: float
    exit_code: int | None
    unsupported: str


class Tests(msgspec.Struct, frozen=True):
    """What the test runners of a job counted."""

    passed: int
    failed: int
    errors: int
    skipped: int


class Annotation(msgspec.Struct, frozen=True):
    """What a step said about a file, by a workflow command or through a problem matcher (`owner`)."""

    level: str
    message: str
    title: str
    path: str
    line: int
    column: int
    code: str
    step: str
    owner: str


class Service(msgspec.Struct, frozen=True):
    """A server that the job had: the image it asks for, and what was run in its place."""

    id: str
    image: str
    provider: str
    version: str


class Environment(msgspec.Struct, frozen=True):
    """A Python environment of the job, with the versions of its packages."""

    path: str
    python: str
    packages: dict[str, str]


class Report(msgspec.Struct, frozen=True):
    """A JUnit report that a step wrote."""

    path: str
    step: str
    tests: Tests


class Job(msgspec.Struct, frozen=True):
    """A leg of a job. `cannot_run` says why this machine cannot run it; `reason` why it was skipped, or red."""

    id: str
    name: str
    outcome: str
    seconds: float
    steps: list[Step]
    outputs: dict[str, str]
    tests: Tests | None
    reason: str
    cannot_run: str
    tolerated: bool
    missing_tools: list[str]
    empty_secrets: list[str]
    substitutions: list[Substitution]
    annotations: list[Annotation]
    services: list[Service]
    environments: list[Environment]
    reports: list[Report]


class Document(msgspec.Struct, frozen=True):
    """The whole answer to `run`."""

    version: Literal[1]
    command: Literal["run"]
    outcome: str
    workflow: str
    event: str
    commit: str
    seconds: float
    jobs: list[Job]
    substitutions: list[Substitution]
    causes: list[Cause]
    unexplained: list[Unexplained]
    notes: list[str]
    record: int | None = None


class OneRun(msgspec.Struct, frozen=True):
    """One of the runs of a verification."""

    outcome: str
    commit: str
    seconds: float
    jobs: list[Job]


class TestChange(msgspec.Struct, frozen=True):
    """Failing tests: mended by the patch, broken by it, failing either way, and not run any more."""

    mended: list[str]
    broken: list[str]
    left: list[str]
    gone: list[str]


class VerifyDocument(msgspec.Struct, frozen=True):
    """The whole answer to `verify`."""

    version: Literal[1]
    command: Literal["verify"]
    verdict: str
    reason: str
    before: OneRun
    after: list[OneRun]
    ended: list[Cause]
    left: list[Cause]
    unmasked: list[Cause]
    tests: TestChange
    substitutions: list[Substitution]


def render(execution: Execution, diagnosis: Diagnosis | None, record: int = 0) -> str:
    """A run as JSON text, indented by two blanks; `record` is its number in the history."""
    return encoded(document(execution, diagnosis, record))


def document(execution: Execution, diagnosis: Diagnosis | None, record: int = 0) -> Document:
    """A run as the values that are written."""
    known = diagnosis_document(diagnosis) if diagnosis else None
    return Document(
        version=1,
        command="run",
        outcome=_outcome(execution.outcome),
        workflow=execution.workflow,
        event=execution.event,
        commit=execution.commit,
        seconds=round(execution.seconds, 3),
        jobs=[job_of(job) for job in execution.jobs],
        substitutions=substitutions_of(execution.substitutions),
        causes=known.causes if known else [],
        unexplained=known.unexplained if known else [],
        notes=list(execution.notes),
        record=record or None,
    )


def render_verification(verification: Verification) -> str:
    """A verification as JSON text, indented by two blanks."""
    return encoded(
        VerifyDocument(
            version=1,
            command="verify",
            verdict=verification.verdict.value,
            reason=verification.reason,
            before=run_of(verification.before),
            after=[run_of(execution) for execution in verification.after],
            ended=causes_of(verification.ended),
            left=causes_of(verification.left),
            unmasked=causes_of(verification.unmasked),
            tests=_tests(verification.tests),
            substitutions=substitutions_of(verification.substitutions),
        )
    )


def _tests(change: ModelTestChange) -> TestChange:
    lists = (change.mended, change.broken, change.left, change.gone)
    return TestChange(*([mask(test) for test in tests] for tests in lists))


def verify_schema() -> dict[str, Any]:
    """The JSON Schema of the answer to `verify`."""
    found = msgspec.json.schema(VerifyDocument)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "regreen verify, version 1",
        **found,
    }


def schema() -> dict[str, Any]:
    """The JSON Schema of the answer to `run`."""
    found = msgspec.json.schema(Document)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "regreen run, version 1",
        **found,
    }


def run_of(execution: Execution) -> OneRun:
    """One of several runs as it is written."""
    jobs = [job_of(job) for job in execution.jobs]
    return OneRun(_outcome(execution.outcome), execution.commit, round(execution.seconds, 3), jobs)


def job_of(job: JobRun) -> Job:
    """A job as it is written."""
    tests = job.tests
    return Job(
        id=job.id,
        name=mask(job.name),
        outcome=_outcome(job.outcome),
        seconds=round(job.seconds, 3),
        steps=[_step(step) for step in job.steps],
        outputs={name: mask(value) for name, value in job.outputs.items()},
        tests=_counts(tests) if tests else None,
        reason=job.reason,
        cannot_run=job.cannot_run,
        tolerated=job.tolerated,
        missing_tools=list(dict.fromkeys(tool.program for tool in job.missing_tools)),
        empty_secrets=list(job.empty_secrets),
        substitutions=substitutions_of(job.substitutions),
        annotations=[_annotation(item) for item in job.annotations],
        services=[Service(item.id, item.image, item.provider, item.version) for item in job.services],
        environments=[Environment(item.path, item.python, dict(item.packages)) for item in job.environments],
        reports=[Report(item.path, item.step, _counts(item.count)) for item in job.reports],
    )


def _counts(count: TestCount) -> Tests:
    return Tests(count.passed, count.failed, count.errors, count.skipped)


def _annotation(item: ModelAnnotation) -> Annotation:
    return Annotation(
        item.level, mask(item.message), mask(item.title), item.path, item.line, item.column, item.code, item.step,
        item.owner,
    )  # fmt: skip


def _step(step: StepRun) -> Step:
    return Step(
        mask(step.name),
        _outcome(step.outcome),
        _outcome(step.conclusion),
        round(step.seconds, 3),
        step.exit_code,
        step.unsupported,
    )


def substitutions_of(found: Iterable[ModelSubstitution]) -> list[Substitution]:
    """What differed, as it is written."""
    return [Substitution(item.kind.value, item.wanted, item.used, item.why) for item in found]


def causes_of(causes: tuple[ModelCause, ...]) -> list[Cause]:
    """Causes as they are written."""
    return diagnosis_document(Diagnosis(Run(), Outcome.UNKNOWN, causes)).causes


def _outcome(outcome: Outcome) -> str:
    return "failed" if outcome is Outcome.FAILURE else outcome.value
