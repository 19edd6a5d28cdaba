"""Values -> rows, and rows -> values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from regreen.model.execution import (
    Environment,
    JobRun,
    ServiceRun,
    StepRun,
    Substitution,
    SubstitutionKind,
    TestCount,
    ToolMissing,
)
from regreen.model.record import Entry, KnownCause, Record
from regreen.model.run import Annotation, Outcome
from regreen.model.test import TestOutcome, TestResult

Values = dict[str, Any]


def run_row(record: Record, project: int) -> Values:
    """A run."""
    execution = record.execution
    return {
        "project_id": project,
        "branch": record.branch,
        "commit_sha": execution.commit,
        "workflow": execution.workflow,
        "event": execution.event,
        "command": record.command,
        "version": record.version,
        "outcome": execution.outcome.value,
        "patched": record.patched,
        "started": record.started,
        "seconds": execution.seconds,
        "notes": list(execution.notes),
    }


def job_row(job: JobRun, run: int, position: int, log: str | None) -> Values:
    """A job."""
    tests = job.tests
    return {
        "run_id": run,
        "position": position,
        "key": job.id,
        "name": job.name,
        "outcome": job.outcome.value,
        "seconds": job.seconds,
        "reason": job.reason,
        "cannot_run": job.cannot_run,
        "tolerated": job.tolerated,
        "log": log,
        "counts": [tests.passed, tests.failed, tests.errors, tests.skipped] if tests else None,
        "missing_tools": [[tool.program, tool.step] for tool in job.missing_tools],
        "empty_secrets": list(job.empty_secrets),
    }


def step_row(step: StepRun, job: int, position: int) -> Values:
    """A step."""
    return {
        "job_id": job,
        "position": position,
        "name": step.name,
        "outcome": step.outcome.value,
        "conclusion": step.conclusion.value,
        "seconds": step.seconds,
        "started": step.started,
        "exit_code": step.exit_code,
        "unsupported": step.unsupported,
        "seen": list(step.seen),
        "sets": list(step.sets),
    }


def service_row(service: ServiceRun, job: int) -> Values:
    """A service."""
    return {
        "job_id": job,
        "name": service.id,
        "image": service.image,
        "provider": service.provider,
        "version": service.version,
    }


def substitution_row(item: Substitution, job: int) -> Values:
    """Something that differed."""
    return {
        "job_id": job, "kind": item.kind.value, "wanted": item.wanted, "used": item.used, "why": item.why,
    }  # fmt: skip


def annotation_row(item: Annotation, job: int) -> Values:
    """An annotation."""
    return {
        "job_id": job,
        "level": item.level,
        "message": item.message,
        "title": item.title,
        "path": item.path,
        "line": item.line,
        "column": item.column,
        "code": item.code,
        "step": item.step,
        "owner": item.owner,
    }


def result_row(result: TestResult, job: int, test: int, position: int) -> Values:
    """A test's result."""
    return {
        "job_id": job,
        "test_id": test,
        "position": position,
        "attempt": result.attempt,
        "outcome": result.outcome.value,
        "seconds": result.seconds,
        "flaky": result.flaky,
        "error": result.error or None,
        "message": result.message or None,
    }


def cause_row(cause: KnownCause, run: int, position: int) -> Values:
    """A cause."""
    return {
        "run_id": run,
        "position": position,
        "rule": cause.rule,
        "category": cause.category,
        "title": cause.title,
        "confidence": cause.confidence,
        "fingerprint": cause.fingerprint,
        "failures": cause.count,
        "jobs": list(cause.jobs),
        "step": cause.step,
        "evidence": [list(piece) for piece in cause.evidence],
    }


def set_digest(environment: Environment) -> str:
    """What names a set of packages."""
    text = "\n".join(f"{name}=={version}" for name, version in sorted(set(environment.packages)))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def entry_of(row: Row[Any], jobs: Sequence[Row[Any]], causes: Sequence[Row[Any]]) -> Entry:
    """A run in the list."""
    failed = tuple(
        job.name
        for job in jobs
        if job.outcome not in (Outcome.SUCCESS, Outcome.SKIPPED) and not job.tolerated
    )
    return Entry(
        id=row.id,
        project=row.project,
        branch=row.branch,
        commit=row.commit_sha,
        workflow=row.workflow,
        event=row.event,
        command=row.command,
        outcome=Outcome(row.outcome),
        patched=row.patched,
        started=row.started,
        seconds=row.seconds,
        jobs=len(jobs),
        failed=failed,
        causes=tuple(map(cause_of, causes)),
    )


def cause_of(row: Row[Any]) -> KnownCause:
    """A cause."""
    return KnownCause(
        row.rule, row.category, row.title, row.confidence, row.fingerprint, row.failures, tuple(row.jobs), row.step,
        tuple((place, text) for place, text in row.evidence),
    )  # fmt: skip


def job_of(row: Row[Any], parts: Mapping[str, Sequence[Row[Any]]], packages: Mapping[int, Any]) -> JobRun:
    """A job with all that belongs to it, but its log and the results of its tests."""
    return JobRun(
        id=row.key,
        name=row.name,
        outcome=Outcome(row.outcome),
        steps=tuple(map(_step, parts["step"])),
        seconds=row.seconds,
        reason=row.reason,
        cannot_run=row.cannot_run,
        tolerated=row.tolerated,
        substitutions=tuple(
            Substitution(SubstitutionKind(item.kind), item.wanted, item.used, item.why)
            for item in parts["substitution"]
        ),
        missing_tools=tuple(ToolMissing(program, step) for program, step in row.missing_tools),
        empty_secrets=tuple(row.empty_secrets),
        tests=TestCount(*row.counts) if row.counts else None,
        annotations=tuple(map(_annotation, parts["annotation"])),
        services=tuple(
            ServiceRun(item.name, item.image, item.provider, item.version) for item in parts["service"]
        ),
        environments=tuple(
            Environment(item.path, item.python, tuple(packages[item.package_set_id]))
            for item in parts["environment"]
        ),
    )


def _step(row: Row[Any]) -> StepRun:
    outcome, conclusion = Outcome(row.outcome), Outcome(row.conclusion)
    return StepRun(
        row.name, outcome, conclusion, row.seconds, row.exit_code, row.unsupported, row.started, tuple(row.seen),
        tuple(row.sets),
    )  # fmt: skip


def _annotation(row: Row[Any]) -> Annotation:
    return Annotation(
        row.level, row.message, "", row.title, row.path, row.line, row.column, row.code, row.step, row.owner
    )


def result_of(row: Row[Any]) -> TestResult:
    """A test's result."""
    return TestResult(
        row.name,
        TestOutcome(row.outcome),
        row.seconds,
        row.suite,
        error=row.error or "",
        message=row.message or "",
        attempt=row.attempt,
        flaky=row.flaky,
    )
