"""A run on GitHub: what the service knows about it, its logs, its workflow file."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from msgspec import Struct

from regreen.model.errors import SourceError
from regreen.model.run import Annotation, Job, Outcome, Run, RunRef, Step
from regreen.model.text import Source
from regreen.sources.github_annotations import fetch_annotations
from regreen.sources.github_api import GitHubClient
from regreen.sources.github_errors import GitHubError
from regreen.sources.github_logs import LogFetcher
from regreen.sources.github_run import Chosen, NothingFailedError, choose, title
from regreen.sources.github_types import ContentPayload, JobPage, JobPayload, RunPage, RunPayload, StepPayload
from regreen.sources.http_cache import EtagCache, default_path
from regreen.sources.logfile import LogFile, Say, silent
from regreen.sources.target import RunRequest, api_base
from regreen.sources.token import find_token

_OUTCOMES = {
    "success": Outcome.SUCCESS,
    "failure": Outcome.FAILURE,
    "startup_failure": Outcome.FAILURE,
    "timed_out": Outcome.TIMED_OUT,
    "cancelled": Outcome.CANCELLED,
    "skipped": Outcome.SKIPPED,
    "neutral": Outcome.SKIPPED,
}
_WELL = (Outcome.SUCCESS, Outcome.SKIPPED)
_NOWHERE = (1, 0)  # first and last line of a step whose log nobody has split yet


class StepInfo(Struct, frozen=True):
    """A step as the service knows it. Times are ISO 8601 in UTC, to the second; numbers have gaps."""

    number: int
    name: str
    outcome: Outcome
    started: str = ""
    completed: str = ""


class JobInfo(Struct, frozen=True):
    """A job as the service knows it. `file` is the name of its (first) log, empty where there is none."""

    id: int
    name: str
    outcome: Outcome
    file: str = ""
    url: str = ""
    attempt: int = 1
    started: str = ""
    completed: str = ""
    steps: tuple[StepInfo, ...] = ()


class Fetched(Struct, frozen=True):
    """A run with its logs. `jobs` has the numbers and times of the steps of `run.jobs`, in the same order; a
    log belongs to the job whose `file` is its name, or whose name is its `job`. The steps of `run.jobs`
    have no lines yet (`first` is 1, `last` 0). `workflow_text` is the workflow as of the run's commit.
    """

    run: Run
    logs: list[LogFile]
    jobs: tuple[JobInfo, ...] = ()
    workflow_text: Source | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know: what is missing, what became of newer runs."""
        return self.run.notes


def connect(host: str, token: str, environ: Mapping[str, str], *, on_progress: Say = silent) -> GitHubClient:
    """A client for a host, with the token that was typed or else found. Raises `SourceError`."""
    found = find_token(token, environ, host)
    cache = EtagCache(default_path(environ))
    return GitHubClient(api_base(host, environ), found, cache=cache, on_progress=on_progress)


def fetch(request: RunRequest, client: GitHubClient) -> Fetched:
    """The run that is meant, with the logs and annotations of the jobs that did not end well (of all jobs
    where every one did).

    Logs that the service no longer has are no error: the run's notes say so. Raises `SourceError` where
    there is no such run, none that failed, or the service refuses.
    """
    chosen = choose(request, client)
    client.say(f"reading {title(chosen.run)}, run {chosen.run.id} of {chosen.repository}")
    jobs = _jobs(chosen, client)
    wanted = [job for job in jobs if _concerns(chosen, job)] or [job for job in jobs if _ended(job)]
    annotations = fetch_annotations(client, chosen, wanted)
    logs = LogFetcher(client, chosen).fetch(wanted, jobs)
    workflow = _workflow(chosen, client)
    chosen.notes.extend(_missing(chosen, jobs, logs))
    infos = tuple(_info(job, logs.get(job.id, [])) for job in jobs)
    return Fetched(_run(chosen, infos, annotations), _joined(logs), infos, workflow)


def fetch_first(requests: Sequence[RunRequest], client: GitHubClient) -> Fetched:
    """The run of the first request for which there is one: a branch may have failed in the repository that a
    fork was made from, or only in the fork. Raises what the first one raised where there is none.
    """
    first: SourceError | None = None
    for request in requests:
        try:
            return fetch(request, client)
        except (NothingFailedError, GitHubError) as error:
            if isinstance(error, GitHubError) and error.status != 404:
                raise
            first = first or error
    raise first or SourceError("no repository on GitHub was named")


def fetch_green(fetched: Fetched, client: GitHubClient) -> list[LogFile]:
    """Logs of the jobs that did not end well, from the last green run of the same workflow (of the same
    branch, where there is one); empty where there is none. Raises `SourceError`.
    """
    ref = fetched.run.ref
    if not ref.workflow_path:
        return []
    path = f"repos/{ref.repository}/actions/workflows/{quote(ref.workflow_path.rpartition('/')[2])}/runs"
    runs = client.get(path, RunPage, "list of green runs", status="success", per_page=20).workflow_runs
    green = next((run for run in runs if run.head_branch == ref.branch), runs[0] if runs else None)
    if green is None:
        return []
    chosen = Chosen(ref.repository, green)
    jobs = _jobs(chosen, client)
    red = {job.name for job in fetched.jobs if job.outcome not in _WELL}
    return _joined(LogFetcher(client, chosen).fetch([job for job in jobs if job.name in red], jobs))


def _concerns(chosen: Chosen, job: JobPayload) -> bool:
    if chosen.job_id:
        return job.id == chosen.job_id
    return _ended(job) and _outcome(job.conclusion) not in _WELL


def _ended(job: JobPayload) -> bool:
    return job.status in ("completed", None)


def _joined(logs: Mapping[int, list[LogFile]]) -> list[LogFile]:
    return [log for found in logs.values() for log in found]


def _missing(chosen: Chosen, jobs: Sequence[JobPayload], logs: Mapping[int, list[LogFile]]) -> list[str]:
    """What a reader would look for in vain."""
    if chosen.run.status != "completed":
        return [f"{title(chosen.run)} is still running"]
    if not jobs:
        return [f"{title(chosen.run)} has no jobs: the workflow file was refused, or nothing was started"]
    return [] if logs else [f"GitHub has no log of {title(chosen.run)}"]


def _outcome(conclusion: str | None) -> Outcome:
    return _OUTCOMES.get(conclusion or "", Outcome.UNKNOWN)


def _jobs(chosen: Chosen, client: GitHubClient) -> list[JobPayload]:
    path = f"repos/{chosen.repository}/actions/runs/{chosen.run.id}"
    query: dict[str, str | int] = {"per_page": 100}
    if chosen.attempt:
        path += f"/attempts/{chosen.attempt}"
    else:
        query["filter"] = "latest"
    pages = client.pages(f"{path}/jobs", JobPage, f"jobs of run {chosen.run.id}", **query)
    return [job for page in pages for job in page.jobs]


def _workflow(chosen: Chosen, client: GitHubClient) -> Source | None:
    """The workflow file at the run's commit; None where it cannot be had."""
    path = (chosen.run.path or "").partition("@")[0]
    if not path.startswith(".github/workflows/") or ".." in path:
        return None
    repositories = [chosen.repository]
    head = chosen.run.head_repository
    if head and head.full_name and head.full_name != chosen.repository:
        repositories.append(head.full_name)
    for repository in repositories:
        url = f"repos/{quote(repository)}/contents/{quote(path)}"
        try:
            content = client.get(url, ContentPayload, path, ref=chosen.run.head_sha or "")
            raw = base64.b64decode(content.content or "") if content.encoding == "base64" else b""
        except (GitHubError, binascii.Error):
            continue
        if raw:
            return Source(path, raw.decode("utf-8", "replace"))
    chosen.notes.append(f"{path} could not be read at commit {(chosen.run.head_sha or '?')[:10]}")
    return None


def _info(job: JobPayload, logs: Sequence[LogFile]) -> JobInfo:
    return JobInfo(
        id=job.id,
        name=job.name,
        outcome=_outcome(job.conclusion),
        file=logs[0].name if logs else "",
        url=job.html_url or "",
        attempt=job.run_attempt or 1,
        started=job.started_at or "",
        completed=job.completed_at or "",
        steps=tuple(_step(step) for step in job.steps or ()),
    )


def _step(step: StepPayload) -> StepInfo:
    outcome = _outcome(step.conclusion)
    return StepInfo(step.number, step.name, outcome, step.started_at or "", step.completed_at or "")


def _run(chosen: Chosen, infos: Sequence[JobInfo], annotations: Sequence[Annotation]) -> Run:
    jobs = tuple(
        Job(
            job.name,
            job.file,
            tuple(Step(step.name, *_NOWHERE, step.outcome) for step in job.steps),
            job.outcome,
        )
        for job in infos
    )
    outcome = _outcome(chosen.run.conclusion)
    if outcome is Outcome.UNKNOWN and any(job.outcome is Outcome.FAILURE for job in infos):
        outcome = Outcome.FAILURE
    return Run(jobs, outcome, _ref(chosen), tuple(annotations), tuple(chosen.notes))


def _ref(chosen: Chosen) -> RunRef:
    run: RunPayload = chosen.run
    return RunRef(
        repository=chosen.repository,
        id=run.id,
        attempt=run.run_attempt or 1,
        url=run.html_url or "",
        branch=run.head_branch or "",
        sha=run.head_sha or "",
        event=run.event or "",
        workflow=run.name or "",
        workflow_path=(run.path or "").partition("@")[0],
        started=run.run_started_at or run.created_at or "",
    )
