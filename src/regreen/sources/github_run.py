"""Which run of a repository on GitHub is meant."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from regreen.model.errors import SourceError
from regreen.sources.github_api import GitHubClient
from regreen.sources.github_types import JobPayload, PullPayload, RepositoryPayload, RunPage, RunPayload
from regreen.sources.target import RunRequest

FAILING = ("failure", "timed_out", "startup_failure")
LAST_RESORT = ("cancelled", "action_required")

_LIST_SIZE = 100  # runs looked at, the newest first


class NothingFailedError(SourceError):
    """There is no run that failed where one was looked for. `seen` says whether there is any run at all, `green`
    whether the newest one ended well.
    """

    def __init__(self, sentence: str, *, seen: bool = True, green: bool = False) -> None:
        super().__init__(sentence)
        self.seen = seen
        self.green = green


class Chosen(Struct):
    """A run, the attempt that was asked for (0: the latest), the one job that was asked for (0: all)."""

    repository: str
    run: RunPayload
    attempt: int = 0
    job_id: int = 0
    notes: list[str] = field(default_factory=list)


def choose(request: RunRequest, client: GitHubClient) -> Chosen:
    """The run that is asked for; without any number the newest failing one of the branch.

    Raises `SourceError`, also where no run failed: then it says how the newest one stands.
    """
    if not request.repository:
        raise SourceError(
            "which repository is meant? Name the run by its URL, or call this inside a checkout"
        )
    if request.job_id:
        return _by_job(request, client)
    if request.run_id:
        return _by_run(request, client)
    return _newest(request, client)


def title(run: RunPayload) -> str:
    """How a person calls the run."""
    return f"{run.name or run.path or 'run'} #{run.run_number}"


def _by_job(request: RunRequest, client: GitHubClient) -> Chosen:
    name = f"job {request.job_id} of {request.repository}"
    job = client.get(f"repos/{request.repository}/actions/jobs/{request.job_id}", JobPayload, name)
    if request.run_id and job.run_id != request.run_id:
        raise SourceError(f"{name} belongs to run {job.run_id}, not to run {request.run_id}")
    attempt = request.attempt or job.run_attempt or 0
    chosen = _by_run(replace(request, run_id=job.run_id, attempt=attempt), client)
    chosen.job_id = job.id
    return chosen


def _by_run(request: RunRequest, client: GitHubClient) -> Chosen:
    path = f"repos/{request.repository}/actions/runs/{request.run_id}"
    name = f"run {request.run_id} of {request.repository}"
    if request.attempt:
        path, name = f"{path}/attempts/{request.attempt}", f"attempt {request.attempt} of {name}"
    chosen = Chosen(request.repository, client.get(path, RunPayload, name), request.attempt)
    last = chosen.run.run_attempt or 1
    if not request.attempt and last > 1 and chosen.run.conclusion == "success":
        chosen.notes.append(f"attempt {last} is green; the one before it is attempt {last - 1}")
    return chosen


def _newest(request: RunRequest, client: GitHubClient) -> Chosen:
    where, query = _scope(request, client)
    client.say(f"looking for the newest failing run of {where} in {request.repository}")
    runs = _list(client, request.repository, query)
    hit = next((run for run in runs if run.conclusion in FAILING), None)
    if hit is None and len(runs) == _LIST_SIZE:
        hit = next(
            iter(_list(client, request.repository, query | {"status": "failure", "per_page": 1})), None
        )
    if hit is None:
        hit = next((run for run in runs if run.conclusion in LAST_RESORT), None)
    if hit is None:
        raise _none_failed(runs, where, request.repository)
    notes = [*_newer(runs, hit), *_others(runs, hit), *_elsewhere(request, hit)]
    return Chosen(request.repository, hit, notes=notes)


def _scope(request: RunRequest, client: GitHubClient) -> tuple[str, dict[str, str | int]]:
    """How the runs to choose from are called, and how to ask for them."""
    base = f"repos/{request.repository}"
    if request.pr:
        name = f"pull request #{request.pr}"
        pull = client.get(f"{base}/pulls/{request.pr}", PullPayload, f"{name} of {request.repository}")
        return name, {"head_sha": pull.head.sha}
    if request.branch:
        return f"branch {request.branch}", {"branch": request.branch}
    if request.sha:
        return f"commit {request.sha[:10]}", {"head_sha": request.sha}
    branch = client.get(base, RepositoryPayload, f"repository {request.repository}").default_branch or "main"
    return f"branch {branch}", {"branch": branch}


def _list(client: GitHubClient, repository: str, query: dict[str, str | int]) -> list[RunPayload]:
    asked: dict[str, str | int] = {"per_page": _LIST_SIZE, "exclude_pull_requests": "true"}
    asked.update(query)
    path = f"repos/{repository}/actions/runs"
    return client.get(path, RunPage, f"list of runs of {repository}", **asked).workflow_runs


def _none_failed(runs: Sequence[RunPayload], where: str, repository: str) -> NothingFailedError:
    if not runs:
        return NothingFailedError(f"{repository} has no run of {where}", seen=False)
    running = next((run for run in runs if run.status != "completed"), None)
    if running is not None:
        return NothingFailedError(f"no run of {where} failed so far: {title(running)} is still running")
    sentence = f"no run of {where} failed: the newest, {title(runs[0])}, ended in {runs[0].conclusion}"
    return NothingFailedError(sentence, green=runs[0].conclusion == "success")


def _newer(runs: Sequence[RunPayload], hit: RunPayload) -> list[str]:
    """What became of the workflow since."""
    newer = [run for run in runs if run.path == hit.path and run.run_number > hit.run_number]
    if not newer:
        return []
    state = f"ended in {newer[0].conclusion}" if newer[0].status == "completed" else "is still running"
    return [f"{title(hit)} failed, but the newer {title(newer[0])} {state}"]


def _others(runs: Sequence[RunPayload], hit: RunPayload) -> list[str]:
    same = [run for run in runs if run.head_sha == hit.head_sha and run.path != hit.path]
    others = [run for run in same if run.conclusion in FAILING]
    names = ", ".join(f"{title(run)} (run {run.id})" for run in others[:5])
    return [f"for the same commit also failed: {names}"] if others else []


def _elsewhere(request: RunRequest, hit: RunPayload) -> list[str]:
    theirs = hit.head_sha or ""
    if not request.sha or not theirs or request.sha == theirs:
        return []
    return [f"the run is of commit {theirs[:10]}, the checkout is at {request.sha[:10]}"]
