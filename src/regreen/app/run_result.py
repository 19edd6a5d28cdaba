"""What a run on this machine gave, as the run and the logs that a diagnosis reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from regreen.logs.read import Reading, read
from regreen.logs.signal import TestTotals
from regreen.model.execution import Execution, JobRun, TestCount
from regreen.model.run import Job, Outcome, Run, RunRef, Step
from regreen.sources.logfile import LogFile


def judged(job: JobRun) -> JobRun:
    """The job with what its test runners said; a green one in which tests failed, or none ran, is red."""
    if not job.log:
        return job
    reading = read(job.name, job.log, job.name)
    totals = _last_totals(reading)
    if not totals:
        return job
    count = TestCount(
        passed=sum(one.passed for one in totals),
        failed=sum(one.failed for one in totals),
        errors=sum(one.errors for one in totals),
        skipped=sum(one.skipped for one in totals),
    )
    job = replace(job, tests=count)
    reason = _false_green(count) if job.outcome is Outcome.SUCCESS else ""
    return replace(job, outcome=Outcome.FAILURE, reason=reason) if reason else job


def _false_green(count: TestCount) -> str:
    if count.failed or count.errors:
        return f"green, but its test runner counted {count.failed} failures and {count.errors} errors"
    if not count.ran:
        return "green, but no test ran"
    return ""


def _last_totals(reading: Reading) -> list[TestTotals]:
    """The last closing line of each step that was not allowed to fail."""
    last: dict[int, TestTotals] = {}
    for signal in reading.signals:
        if isinstance(signal, TestTotals):
            last[reading.step_index(signal.line.number)] = signal
    return list(last.values())


def as_run(execution: Execution) -> tuple[Run, tuple[LogFile, ...]]:
    """The run, and the logs of the jobs that started."""
    logs = tuple(LogFile(job.name, job.log, job.name) for job in execution.jobs if job.log)
    jobs = tuple(_job(job) for job in execution.jobs if not job.tolerated)
    ref = RunRef(sha=execution.commit, event=execution.event, workflow_path=execution.workflow)
    return Run(jobs, execution.outcome, ref, notes=execution.notes), logs


def _job(job: JobRun) -> Job:
    steps = tuple(Step(step.name, 0, 0, step.conclusion, step.exit_code) for step in job.steps)
    return Job(job.name, job.name if job.log else "", steps, job.outcome)


def failed(jobs: Iterable[JobRun]) -> list[JobRun]:
    """The jobs that speak against the commit."""
    return [job for job in jobs if not job.good]
