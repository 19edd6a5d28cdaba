"""What a person names -> logs, the run, the repository: everything a diagnosis starts from."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from regreen.config import PATH, Config, load
from regreen.model.errors import InputError, RegreenError, SourceError
from regreen.model.run import Outcome, Run
from regreen.model.text import Source
from regreen.project.git import INDEX, find_repository, open_tree
from regreen.project.tree import Tree
from regreen.sources.files import read_logs
from regreen.sources.logfile import LogFile
from regreen.sources.target import RunRequest, parse_target

if TYPE_CHECKING:
    from regreen.sources.github import Fetched, JobInfo
    from regreen.sources.github_api import GitHubClient

Say = Callable[[str], None]
AUTO = "auto"  # as baseline: the last green run, fetched


class Request(Struct, frozen=True, kw_only=True):
    """What is to be diagnosed. `targets` are paths, `-`, or one address of a run; with none of them it is the
    newest failing run of the branch that is checked out. `repository_folder` None means the repository around
    the current folder; `revision` None the commit of the run where it is known, else the index. `baseline` are
    paths of green logs, or `auto`: those of the last green run (three more requests and a download, so only
    when somebody asks for it).
    """

    targets: tuple[str, ...] = ()
    repository_folder: str | None = None
    revision: str | None = None
    use_repository: bool = True
    baseline: tuple[str, ...] = ()
    run_id: int | None = None
    job_id: int | None = None
    attempt: int | None = None
    pull: int | None = None
    branch: str | None = None
    repository: str | None = None
    token: str | None = None


class Inputs(Struct, frozen=True):
    """All that a diagnosis starts from. `jobs` is what the CI service knows of the run's steps, `workflow` the
    workflow file as of the run's commit.
    """

    logs: tuple[LogFile, ...]
    run: Run
    jobs: tuple[JobInfo, ...] = ()
    tree: Tree | None = None
    baseline: tuple[LogFile, ...] = ()
    workflow: Source | None = None
    config: Config = field(default_factory=Config)


def gather(request: Request, say: Say = lambda text: None) -> Inputs:
    """Read or fetch what the request names. Raises `InputError` or `SourceError` with one sentence."""
    paths, address = _targets(request)
    found = _from_files(request, paths) if paths else _from_github(request, address, say)
    notes: list[str] = []
    tree = _tree(request, found.run, notes)
    run = replace(found.run, notes=(*found.run.notes, *notes))
    return replace(found, run=run, tree=tree, config=load(tree.source(PATH) if tree else None))


def _from_files(request: Request, paths: list[str]) -> Inputs:
    if AUTO in request.baseline and not Path(AUTO).exists():
        raise InputError(
            "'--baseline auto' goes with a run on GitHub; beside files name the log of a green run"
        )
    if "-" in (*paths, *request.baseline) and sys.stdin is None:
        raise InputError("standard input is closed; name a file")
    notes: list[str] = []
    logs = read_logs(list(dict.fromkeys(paths)), on_note=notes.append)
    baseline = read_logs(request.baseline, on_note=notes.append)
    return Inputs(tuple(logs), Run(notes=tuple(notes)), baseline=tuple(baseline))


def _from_github(request: Request, address: RunRequest | None, say: Say) -> Inputs:
    from regreen.sources.github import connect, fetch_first
    from regreen.sources.github_run import NothingFailedError

    requests = _run_requests(request, address)
    with connect(requests[0].host, request.token or "", os.environ, on_progress=say) as client:
        try:
            fetched = fetch_first(requests, client)
        except NothingFailedError as error:
            if not error.seen:
                raise
            outcome = Outcome.SUCCESS if error.green else Outcome.UNKNOWN
            return Inputs((), Run(outcome=outcome, notes=(str(error),)))
        notes: list[str] = []
        baseline = tuple(_baseline(request.baseline, fetched, client, notes))
    run = replace(fetched.run, notes=(*fetched.run.notes, *notes))
    return Inputs(tuple(fetched.logs), run, fetched.jobs, baseline=baseline, workflow=fetched.workflow_text)


def _baseline(
    names: Sequence[str], fetched: Fetched, client: GitHubClient, notes: list[str]
) -> Iterator[LogFile]:
    """Green logs; that the last green run cannot be had is no reason to say nothing at all."""
    from regreen.sources.github import fetch_green

    yield from read_logs([name for name in names if name != AUTO], on_note=notes.append)
    if AUTO not in names:
        return
    try:
        green = fetch_green(fetched, client)
    except SourceError as error:
        notes.append(f"the last green run was not compared: {error}")
        return
    if not green:
        notes.append("the last green run was not compared: there is none with a log of the same job")
    yield from green


def _targets(request: Request) -> tuple[list[str], RunRequest | None]:
    """Paths, or the one address among the targets."""
    paths: list[str] = []
    address: RunRequest | None = None
    for target in request.targets:
        if target == "-" or not _addressed(target) or Path(target).exists():
            paths.append(target)
        else:
            address = parse_target(target)
    if address is not None and (paths or len(request.targets) > 1):
        raise InputError("a run's address stands alone: diagnose files and runs one after the other")
    asked = (request.run_id, request.job_id, request.pull, request.branch, request.repository)
    if paths and any(asked):
        raise InputError("a log file and a run on GitHub cannot be asked for at once")
    return paths, address


def _addressed(target: str) -> bool:
    return "://" in target or target.isdigit() or "#" in target


def _run_requests(request: Request, address: RunRequest | None) -> list[RunRequest]:
    """The runs that may be meant, the likeliest first: a fork and what it was made from both have some."""
    own = RunRequest(
        repository=request.repository or "",
        run_id=request.run_id or 0,
        job_id=request.job_id or 0,
        attempt=request.attempt or 0,
        pr=request.pull or 0,
        branch=request.branch or "",
        host=os.environ.get("GH_HOST") or "github.com",
    )
    wanted = own if address is None else replace(address, attempt=address.attempt or own.attempt)
    if wanted.repository:
        return [wanted]
    from regreen.sources.git_target import targets_from_git

    folder = _folder(request)
    if find_repository(folder) is None:
        raise InputError(
            "there is no git repository here that would name a run on GitHub: give a log file, or a run's URL"
        )
    numbered = wanted.run_id or wanted.job_id or wanted.pr or wanted.branch
    here = targets_from_git(folder)
    same_host = [target for target in here if target.host == here[0].host]
    return [wanted.of(target) if numbered else target for target in same_host]


def _folder(request: Request) -> Path:
    return Path(request.repository_folder or ".")


def _tree(request: Request, run: Run, notes: list[str]) -> Tree | None:
    if not request.use_repository:
        return None
    folder = _folder(request)
    if request.repository_folder is None and find_repository(folder) is None:
        if request.revision is not None:
            raise InputError(
                f"there is no git repository here that could have the revision {request.revision}"
            )
        return None
    if request.revision is not None:
        return open_tree(folder, request.revision)
    if run.ref.sha:
        try:
            return open_tree(folder, run.ref.sha)
        except RegreenError:
            notes.append(
                f"commit {run.ref.sha[:12]} of the run is not in this clone; the index was looked at instead"
            )
    return open_tree(folder, INDEX)
