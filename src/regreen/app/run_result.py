"""What a run on this machine gave, as the run and the logs that a diagnosis reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from regreen.logs.read import Reading, read
from regreen.logs.signal import TestTotals
from regreen.model.execution import Execution, JobRun, StepRun, TestCount
from regreen.model.run import Job, Outcome, Run, RunRef, Step
from regreen.sources.github import JobInfo, StepInfo
from regreen.sources.logfile import LogFile


def judged(job: JobRun) -> JobRun:
    """The job with what its test runners said; a green one in which tests failed, or none ran, is red."""
    if not job.log:
        return job
    totals = _last_totals(read(job.name, job.log, job.name), job)
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
        return f"its steps ended well, but the test runner counted {count.failed} failures and {count.errors} errors"
    return "" if count.ran or count.skipped else "its steps ended well, but no test ran"


def _last_totals(reading: Reading, job: JobRun) -> list[TestTotals]:
    """The last closing line of each step, those left out that may fail: they are judged by nobody."""
    forgiven = {step.name for step in job.steps if step.outcome is not step.conclusion}
    last: dict[int, TestTotals] = {}
    for signal in reading.signals:
        if isinstance(signal, TestTotals):
            index = reading.step_index(signal.line.number)
            if reading.split.steps[index][1].name not in forgiven:
                last[index] = signal
    return list(last.values())


def as_run(execution: Execution) -> tuple[Run, tuple[LogFile, ...], tuple[JobInfo, ...]]:
    """The run, the logs of the jobs that started, and what is known of their steps."""
    shown = [job for job in execution.jobs if not job.tolerated]
    logs = tuple(LogFile(job.name, job.log, job.name) for job in shown if job.log)
    jobs = tuple(_job(job) for job in shown)
    ref = RunRef(sha=execution.commit, event=execution.event, workflow_path=execution.workflow)
    run = Run(jobs, execution.outcome, ref)
    return run, logs, tuple(_info(number, job) for number, job in enumerate(shown, 1) if job.log)


def _job(job: JobRun) -> Job:
    steps = tuple(Step(step.name, 1, 0, step.conclusion, step.exit_code) for step in job.steps)
    return Job(job.name, job.name if job.log else "", steps, job.outcome)


def _info(number: int, job: JobRun) -> JobInfo:
    steps = [StepInfo(1, "Set up job", Outcome.SUCCESS)] if job.steps else []
    steps += [_step_info(i, step) for i, step in enumerate(job.steps, 2)]
    return JobInfo(number, job.name, job.outcome, job.name, steps=tuple(steps))


def _step_info(number: int, step: StepRun) -> StepInfo:
    """Times as the service gives them, to the second."""
    times = (datetime.fromtimestamp(at, UTC) for at in (step.started, step.started + step.seconds))
    started, completed = (time.strftime("%Y-%m-%dT%H:%M:%SZ") for time in times)
    return StepInfo(number, step.name, step.conclusion, started, completed)
