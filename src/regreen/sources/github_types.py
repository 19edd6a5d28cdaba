"""The parts of GitHub's answers that are of use here; everything else in them is skipped while reading.

Source: GitHub REST API 2022-11-28 (workflow runs, workflow jobs, check runs, pulls, contents, repositories).
Nearly every field may be null in some answer, also where the documentation does not say so.
"""

from __future__ import annotations

import msgspec


class RepositoryPayload(msgspec.Struct):
    """A repository."""

    full_name: str = ""
    default_branch: str | None = None


class RunPayload(msgspec.Struct):
    """A workflow run. `status` says whether it has ended, `conclusion` how."""

    id: int
    name: str | None = None
    path: str | None = None
    head_branch: str | None = None
    head_sha: str | None = None
    head_repository: RepositoryPayload | None = None
    event: str | None = None
    status: str | None = None
    conclusion: str | None = None
    run_number: int = 0
    run_attempt: int | None = None
    check_suite_id: int | None = None
    html_url: str | None = None
    created_at: str | None = None
    run_started_at: str | None = None


class RunPage(msgspec.Struct):
    """A page of workflow runs, the newest first."""

    workflow_runs: list[RunPayload]


class StepPayload(msgspec.Struct):
    """A step of a job; numbers start at 1 and have gaps before the post-steps."""

    name: str
    number: int
    status: str | None = None
    conclusion: str | None = None
    started_at: str | None = None
    completed_at: str | None = None


class JobPayload(msgspec.Struct):
    """A job of a run."""

    id: int
    name: str = ""
    run_id: int = 0
    run_attempt: int | None = None
    status: str | None = None
    conclusion: str | None = None
    started_at: str | None = None
    completed_at: str | None = None
    html_url: str | None = None
    check_run_url: str | None = None
    steps: list[StepPayload] | None = None


class JobPage(msgspec.Struct):
    """A page of jobs."""

    jobs: list[JobPayload]


class AnnotationPayload(msgspec.Struct):
    """A message attached to a check run."""

    annotation_level: str | None = None
    message: str | None = None
    title: str | None = None
    path: str | None = None
    start_line: int | None = None


class CheckOutput(msgspec.Struct):
    """What a check run says about itself."""

    title: str | None = None
    summary: str | None = None
    text: str | None = None


class CheckRunPayload(msgspec.Struct):
    """A check run; every job is one, but not every one is a job."""

    id: int
    name: str | None = None
    conclusion: str | None = None
    output: CheckOutput | None = None


class CheckRunPage(msgspec.Struct):
    """A page of check runs."""

    check_runs: list[CheckRunPayload]


class RefPayload(msgspec.Struct):
    """One end of a pull request."""

    ref: str = ""
    sha: str = ""


class PullPayload(msgspec.Struct):
    """A pull request."""

    number: int
    head: RefPayload


class ContentPayload(msgspec.Struct):
    """A file of a repository."""

    content: str | None = None
    encoding: str | None = None


class ErrorPayload(msgspec.Struct):
    """What GitHub says when it refuses."""

    message: str = ""
