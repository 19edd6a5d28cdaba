"""A CI run: jobs, steps and the lines of their logs."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field


class Outcome(StrEnum):
    """How a run, job or step ended, as far as anybody can tell."""

    SUCCESS = "success"
    FAILURE = "failure"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed-out"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


class Part(StrEnum):
    """What a line of a log is. Only `OUTPUT` bears witness unless a rule asks for another part by name."""

    SETUP = "setup"  # the runner's own preparation: image, permissions, downloads of actions
    HEADER = "header"  # the echo of the step: its script, shell and environment
    OUTPUT = "output"  # what the step printed
    POST = "post"  # post-steps of actions
    SERVICE = "service"  # logs of service containers, dumped when they are stopped
    CLEANUP = "cleanup"  # the runner's own end of the job


class Line(Struct, frozen=True):
    """One line of a log: `number` counts from 1 in `file` as it was given; `text` is free of time stamps,
    colours and control characters.
    """

    file: str
    number: int
    text: str
    job: str = ""
    step: str = ""
    part: Part = Part.OUTPUT


class Step(Struct, frozen=True):
    """A step of a job: lines `first` to `last` (inclusive) of the job's log file.

    `script` is what the header echoed, `name` the step's name or its first command, `exit_code` the code
    the runner reported (None where it reported none).
    """

    name: str
    first: int
    last: int
    outcome: Outcome = Outcome.UNKNOWN
    exit_code: int | None = None
    script: str = ""
    shell: str = ""
    uses: str = ""


class Job(Struct, frozen=True):
    """A job: one leg of a matrix counts as one job. `file` is the log that holds its lines."""

    name: str
    file: str
    steps: tuple[Step, ...] = ()
    outcome: Outcome = Outcome.UNKNOWN


class Annotation(Struct, frozen=True):
    """A message that the CI service itself attached to a job or a file, or that a step asked it to attach: by a
    workflow command, or by a line that a problem matcher knows (`owner`). `code` is the checker's own.
    """

    level: str
    message: str
    job: str = ""
    title: str = ""
    path: str = ""
    line: int = 0
    column: int = 0
    code: str = ""
    step: str = ""
    owner: str = ""


class RunRef(Struct, frozen=True):
    """Where a run lives on its CI service."""

    repository: str = ""
    id: int = 0
    attempt: int = 1
    url: str = ""
    branch: str = ""
    sha: str = ""
    event: str = ""
    workflow: str = ""
    workflow_path: str = ""
    started: str = ""


class Run(Struct, frozen=True):
    """A CI run, wherever it came from."""

    jobs: tuple[Job, ...] = ()
    outcome: Outcome = Outcome.UNKNOWN
    ref: RunRef = field(default_factory=RunRef)
    annotations: tuple[Annotation, ...] = ()
    notes: tuple[str, ...] = ()
