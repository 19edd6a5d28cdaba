"""Version 1 of the JSON answers to `regreen run` and `regreen verify`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from regreen.logs.mask import mask
from regreen.model.diagnosis import Cause as ModelCause
from regreen.model.diagnosis import Diagnosis
from regreen.model.execution import Execution, JobRun, StepRun
from regreen.model.execution import Substitution as ModelSubstitution
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


class OneRun(msgspec.Struct, frozen=True):
    """One of the runs of a verification."""

    outcome: str
    commit: str
    seconds: float
    jobs: list[Job]


class TestChange(msgspec.Struct, frozen=True):
    """Failing tests: mended by the patch, broken by it, and failing either way."""

    mended: list[str]
    broken: list[str]
    left: list[str]


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


def render(execution: Execution, diagnosis: Diagnosis | None) -> str:
    """A run as JSON text, indented by two blanks."""
    return encoded(document(execution, diagnosis))


def document(execution: Execution, diagnosis: Diagnosis | None) -> Document:
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
        jobs=[_job(job) for job in execution.jobs],
        substitutions=substitutions_of(execution.substitutions),
        causes=known.causes if known else [],
        unexplained=known.unexplained if known else [],
        notes=list(execution.notes),
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
    mended, broken, left = (
        [mask(test) for test in tests] for tests in (change.mended, change.broken, change.left)
    )
    return TestChange(mended, broken, left)


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
    jobs = [_job(job) for job in execution.jobs]
    return OneRun(_outcome(execution.outcome), execution.commit, round(execution.seconds, 3), jobs)


def _job(job: JobRun) -> Job:
    tests = job.tests
    return Job(
        id=job.id,
        name=mask(job.name),
        outcome=_outcome(job.outcome),
        seconds=round(job.seconds, 3),
        steps=[_step(step) for step in job.steps],
        outputs={name: mask(value) for name, value in job.outputs.items()},
        tests=Tests(tests.passed, tests.failed, tests.errors, tests.skipped) if tests else None,
        reason=job.reason,
        cannot_run=job.cannot_run,
        tolerated=job.tolerated,
        missing_tools=list(dict.fromkeys(tool.program for tool in job.missing_tools)),
        empty_secrets=list(job.empty_secrets),
        substitutions=substitutions_of(job.substitutions),
    )


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
