"""What a run on this machine gave, as the run and the logs that a diagnosis reads."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from regreen.app.names import named
from regreen.logs.read import Reading, read
from regreen.logs.signal import TestTotals
from regreen.model.execution import Execution, JobRun, Report, StepRun, TestCount
from regreen.model.run import Job, Outcome, Run, RunRef, Step
from regreen.sources.github import JobInfo, StepInfo
from regreen.sources.logfile import LogFile


def judged(job: JobRun) -> JobRun:
    """The job with what its test runners said, in their reports and in the log; a green one in which tests failed, or
    none ran, is red, and so are the steps in which they did. Steps that may fail are judged by nobody.
    """
    if not job.log:
        return job
    forgiven = {step.name for step in job.steps if step.outcome is not step.conclusion}
    counts = _counts(job)
    judged = {step: told for step, told in counts.items() if step not in forgiven}
    if not judged:
        return job
    judging = list(judged.values())
    count = TestCount(
        passed=sum(one.passed for _, one in judging),
        failed=sum(one.failed for _, one in judging),
        errors=sum(one.errors for _, one in judging),
        skipped=sum(one.skipped for _, one in judging),
    )
    job = replace(job, tests=count)
    reason = _false_green(count, judging) if job.outcome is Outcome.SUCCESS else ""
    if not reason:
        return job
    bad = {step for step, (_, one) in judged.items() if _bad(one) or not _bad(count)}
    return replace(job, outcome=Outcome.FAILURE, reason=reason, steps=tuple(_red(job.steps, bad)))


def _red(steps: Sequence[StepRun], bad: Container[str]) -> Iterator[StepRun]:
    for step in steps:
        red = step.name in bad
        yield replace(step, outcome=Outcome.FAILURE, conclusion=Outcome.FAILURE) if red else step


def _counts(job: JobRun) -> dict[str, tuple[str, TestCount]]:
    """For each step what counted more tests, and what that is: a report, or the runner's own last words."""
    found = {step: ("the test runner", count) for step, count in _last_totals(job).items()}
    reported: dict[str, list[Report]] = {}
    for report in job.reports:
        reported.setdefault(report.step, []).append(report)
    for step, reports in reported.items():
        if not step and found:
            continue  # whoever wrote it has probably spoken
        count = TestCount(
            sum(one.count.passed for one in reports),
            sum(one.count.failed for one in reports),
            sum(one.count.errors for one in reports),
            sum(one.count.skipped for one in reports),
        )
        told = found.get(step)
        if told is None or count.ran > told[1].ran or (count.failed + count.errors and not _bad(told[1])):
            found[step] = (reports[0].path, count)
    return found


def _bad(count: TestCount) -> int:
    return count.failed + count.errors


def _false_green(count: TestCount, judging: Sequence[tuple[str, TestCount]]) -> str:
    if _bad(count):
        who = next(source for source, one in judging if _bad(one))
        return f"its steps ended well, but {who} counted {count.failed} failures and {count.errors} errors"
    return "" if count.ran or count.skipped else "its steps ended well, but no test ran"


def _last_totals(job: JobRun) -> dict[str, TestCount]:
    """What the last closing line of each step counts, by the step's name."""
    reading = read(job.name, job.log, job.name)
    last: dict[int, TestTotals] = {}
    for signal in reading.signals:
        if isinstance(signal, TestTotals):
            last[reading.step_index(signal.line.number)] = signal
    names = named_steps(reading, job)
    return {
        names.get(index, str(index)): TestCount(one.passed, one.failed, one.errors, one.skipped)
        for index, one in last.items()
    }


def named_steps(reading: Reading, job: JobRun) -> dict[int, str]:
    """The names of the steps that a log shows, by their index in it."""
    split = named(reading.text, reading.split, _info(1, job).steps)
    return {index: step.name for index, (_, step) in enumerate(split.steps)}


def as_run(execution: Execution) -> tuple[Run, tuple[LogFile, ...], tuple[JobInfo, ...]]:
    """The run, the logs of the jobs that started, and what is known of their steps."""
    shown = [job for job in execution.jobs if not job.tolerated]
    logs = tuple(log for job in shown if job.log for log in _logs(job))
    jobs = tuple(_job(job) for job in shown)
    ref = RunRef(sha=execution.commit, event=execution.event, workflow_path=execution.workflow)
    run = Run(jobs, execution.outcome, ref)
    return run, logs, tuple(_info(number, job) for number, job in enumerate(shown, 1) if job.log)


def _logs(job: JobRun) -> Iterator[LogFile]:
    """The log of a job, and the reports in which tests failed."""
    yield LogFile(job.name, job.log, job.name)
    for report in job.reports:
        if report.data:
            yield LogFile(report.path, report.data, job.name, report.step)


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
