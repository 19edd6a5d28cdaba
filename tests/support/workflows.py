"""Workflows run for real, in repositories made for them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from regreen.app.run import Ran, Wanted, run
from regreen.model.execution import JobRun
from support.command import repository

FILE = ".github/workflows/ci.yml"


@dataclass
class Heard:
    """An observer that remembers."""

    started: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    ended: list[JobRun] = field(default_factory=list)

    def job_started(self, name: str) -> None:
        self.started.append(name)

    def line(self, job: str, text: str) -> None:
        self.lines.append(text)

    def job_ended(self, job: JobRun) -> None:
        self.ended.append(job)


@dataclass(frozen=True)
class Place:
    """A folder in which workflows are run."""

    root: Path

    def commit(self, workflow: str, files: Mapping[str, str] | None = None) -> Path:
        folder = self.root / "shop"
        repository(folder, {FILE: textwrap.dedent(workflow), **(files or {})})
        return folder

    def run(self, text: str, files: Mapping[str, str] | None = None, **wanted: Any) -> Ran:
        folder = self.commit(text, files)
        return run(Wanted(repository=folder, cache=self.root / "cache", network=False, **wanted), Heard())

    def steps(self, steps: str, files: Mapping[str, str] | None = None, **wanted: Any) -> Ran:
        """Run the steps of the only job of a workflow."""
        body = textwrap.indent(textwrap.dedent(steps), " " * 6)
        head = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
        return self.run(head + body, files, **wanted)


def log_of(ran: Ran, job: int = 0) -> list[str]:
    """The lines of a job's log without their time stamps."""
    text = ran.execution.jobs[job].log.decode()
    return [line.partition(" ")[2] for line in text.splitlines()]


def printed(ran: Ran, job: int = 0) -> list[str]:
    """What the steps themselves printed: no headers, no lines of the runner."""
    found, header = [], True
    for line in log_of(ran, job):
        if line.startswith("##[group]"):
            header = True
        elif line == "##[endgroup]":
            header = False
        elif line.startswith(("Evaluate and set", "Cleaning up", "Complete job name")):
            header = True
        elif not header:
            found.append(line)
    return found


def outcomes(ran: Ran, job: int = 0) -> list[str]:
    return [step.outcome.value for step in ran.execution.jobs[job].steps]
