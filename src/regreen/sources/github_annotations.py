"""The messages that GitHub attached to the jobs of a run, and to runs that never got a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from regreen.model.run import Annotation
from regreen.sources.github_api import GitHubClient
from regreen.sources.github_errors import GitHubError
from regreen.sources.github_run import Chosen
from regreen.sources.github_types import (
    AnnotationPayload,
    CheckOutput,
    CheckRunPage,
    CheckRunPayload,
    JobPayload,
)

JOBS = 60  # jobs whose annotations are read
PAGES = 10  # of 100, for one job


def fetch_annotations(client: GitHubClient, chosen: Chosen, jobs: Sequence[JobPayload]) -> list[Annotation]:
    """The annotations of the jobs; of the check runs of the run's suite where it has no jobs (the workflow
    file is not valid, or the run was refused). A token that may not read them costs a note, no error.
    """
    found: list[Annotation] = []
    try:
        if not jobs:
            return list(_of_suite(client, chosen))
        for job in jobs[:JOBS]:
            found += _of_check(client, chosen.repository, _check_id(job), job.name)
    except GitHubError as error:
        if error.status == 429:
            raise
        chosen.notes.append(str(error))
    return found


def _check_id(job: JobPayload) -> int:
    """The number of the job's check run: the one its address ends in, and otherwise the job's own."""
    number = (job.check_run_url or "").rpartition("/")[2]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 20 else job.id


def _of_check(client: GitHubClient, repository: str, check: int, job: str) -> Iterator[Annotation]:
    pages = client.pages(
        f"repos/{repository}/check-runs/{check}/annotations",
        list[AnnotationPayload],
        f"annotations of {job or check}",
        per_page=100,
    )
    for page in islice(pages, PAGES):
        for payload in page:
            yield _annotation(payload, job)


def _annotation(payload: AnnotationPayload, job: str) -> Annotation:
    return Annotation(
        level=payload.annotation_level or "notice",
        message=payload.message or "",
        job=job,
        title=payload.title or "",
        path=payload.path or "",
        line=payload.start_line or 0,
    )


def _of_suite(client: GitHubClient, chosen: Chosen) -> Iterator[Annotation]:
    if not chosen.run.check_suite_id:
        return
    path = f"repos/{chosen.repository}/check-suites/{chosen.run.check_suite_id}/check-runs"
    page = client.get(path, CheckRunPage, f"checks of run {chosen.run.id}", per_page=100)
    for check in page.check_runs:
        yield from _of_output(check)
        yield from _of_check(client, chosen.repository, check.id, check.name or "")


def _of_output(check: CheckRunPayload) -> Iterator[Annotation]:
    """What the check run itself says, as one message."""
    output = check.output or CheckOutput()
    words = "\n".join(text for text in (output.summary, output.text) if text)
    if words or output.title:
        yield Annotation("failure", words or output.title or "", check.name or "", output.title or "")
