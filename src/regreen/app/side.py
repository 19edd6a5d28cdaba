"""Runs as one side of a comparison: those that were run here, those of the history, those that were downloaded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from regreen.app.record import known_cause
from regreen.app.run_result import named_steps
from regreen.logs.read import output_lines, read
from regreen.model.comparison import Side, SideJob, SideStep
from regreen.model.diagnosis import Diagnosis
from regreen.model.execution import Execution, JobRun
from regreen.model.record import KnownCause
from regreen.model.run import Job, Step
from regreen.sources.junit_head import is_junit
from regreen.sources.logfile import Data, LogFile

LINES = 400_000  # of a log that are looked at for packages

_INSTALLED = re.compile(r"^Successfully installed (.+)$")
_WORD = re.compile(r"([A-Za-z0-9][\w.-]*?)-(\d[^\s-]*)(?=\s|$)")
_PLUS = re.compile(r"^\s?\+ ([A-Za-z0-9][\w.-]*)==(\S+)")
_SATISFIED = re.compile(
    r"^Requirement already satisfied: ([A-Za-z0-9][\w.-]*)\S*(?: .{0,300}?)? in \S.{0,300} \((\d\S*)\)"
)
_POETRY = re.compile(
    r"^\s*[-•] (?:Installing|Updating|Downgrading) ([A-Za-z0-9][\w.-]*) \((?:\S+ -> )?(\d[^\s)]*)"
)
_VARIABLE = re.compile(r"^  ([A-Za-z_][A-Za-z0-9_]*): ?")
_SEPARATORS = re.compile(r"[-_.]+")


def of_execution(title: str, execution: Execution, causes: Sequence[KnownCause]) -> Side:
    """A run of ours, with its logs."""
    jobs = tuple(_job(job) for job in execution.jobs)
    return Side(title, jobs, tuple(causes), execution.substitutions)


def of_diagnosis(title: str, answer: Diagnosis, logs: Sequence[LogFile]) -> Side:
    """A run from anywhere."""
    by_job: dict[str, list[LogFile]] = {}
    for log in logs:
        if not is_junit(log.data):
            by_job.setdefault(log.job, []).append(log)
    jobs = []
    for job in answer.run.jobs or _jobs_of(logs):
        own = by_job.get(job.name) or [log for log in logs if log.name == job.file]
        said = _Said()
        for log in own:
            said.read(log.name, log.data)
        steps = tuple(_side_step(step) for step in job.steps)
        packages = tuple(sorted(said.packages.items()))
        jobs.append(SideJob(job.name, job.outcome, "", steps, packages, False, frozenset(said.variables)))
    return Side(title, tuple(jobs), tuple(map(known_cause, answer.causes)))


def _jobs_of(logs: Sequence[LogFile]) -> Iterator[Job]:
    """The jobs that logs show, where nobody else knows them."""
    for log in logs:
        if not is_junit(log.data):
            yield from read(log.name, log.data, log.job, log.step_name).split.jobs


def _side_step(step: Step) -> SideStep:
    first = step.script.strip().partition("\n")[0].strip() or step.uses
    return SideStep(step.name, step.outcome, f"Run {first}" if first else "", exit_code=step.exit_code)


def _job(job: JobRun) -> SideJob:
    said = _Said()
    titles: dict[str, str] = {}
    if job.log:
        said.read(job.name, job.log)
        reading = read(job.name, job.log, job.name)
        names = named_steps(reading, job)
        for index, name in names.items():
            titles.setdefault(name, reading.split.steps[index][1].name)
    found = {name: version for item in job.environments for name, version in item.packages}
    steps = tuple(
        SideStep(step.name, step.conclusion, titles.get(step.name, ""), step.seconds, step.exit_code)
        for step in job.steps
    )
    return SideJob(
        job.name,
        job.outcome,
        job.id,
        steps,
        tuple(sorted((found or said.packages).items())),
        bool(found),
        frozenset(said.variables),
        job.cannot_run,
    )


class _Said(Struct):
    """What a log says of packages and of the names of variables."""

    packages: dict[str, str] = field(default_factory=dict)
    variables: set[str] = field(default_factory=set)
    _env: bool = False

    def read(self, name: str, data: Data) -> None:
        """One log."""
        for number, line in enumerate(output_lines(name, data)):
            if number >= LINES:
                return
            self._line(line)

    def _line(self, line: str) -> None:
        if self._env:
            match = _VARIABLE.match(line)
            self._env = match is not None
            if match:
                self.variables.add(match[1])
                return
        if line == "env:":
            self._env = True
        elif "nstall" in line or line[:2] in (" +", "+ ") or "already satisfied" in line or "pdating" in line:
            for name, version in _named(line):
                self.packages[_SEPARATORS.sub("-", name).lower()] = version


def _named(line: str) -> Iterator[tuple[str, str]]:
    """The packages that installers name in a line: pip, uv, Poetry."""
    if match := _INSTALLED.match(line):
        yield from _WORD.findall(match[1])
    for pattern in (_PLUS, _SATISFIED, _POETRY):
        if match := pattern.match(line):
            yield match[1], match[2]
