"""What a person names -> logs, the run, the repository: everything a diagnosis starts from."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from regreen.model.errors import InputError, RegreenError
from regreen.model.run import Run
from regreen.model.text import Source
from regreen.project.git import INDEX, find_repository, open_tree
from regreen.project.tree import Tree
from regreen.sources.files import read_logs
from regreen.sources.logfile import LogFile
from regreen.sources.target import RunRequest, parse_target

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be diagnosed. `targets` are paths, `-`, or one address of a run; with none of them it is the
    newest failing run of the branch that is checked out. `repository_folder` None means the repository around
    the current folder; `revision` None the commit of the run where it is known, else the index.
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


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a diagnosis starts from. `workflow` is the workflow file as of the run's commit."""

    logs: tuple[LogFile, ...]
    run: Run
    tree: Tree | None = None
    baseline: tuple[LogFile, ...] = ()
    workflow: Source | None = None


def gather(request: Request, say: Say = lambda text: None) -> Inputs:
    """Read or fetch what the request names. Raises `InputError` or `SourceError` with one sentence."""
    notes: list[str] = []
    paths, address = _targets(request)
    baseline = read_logs(request.baseline, on_note=notes.append)
    workflow: Source | None = None
    if paths:
        logs, run = read_logs(paths, on_note=notes.append), Run()
    else:
        from regreen.sources.github import connect, fetch

        wanted = _run_request(request, address)
        client = connect(wanted.host, request.token or "", os.environ, on_progress=say)
        fetched = fetch(wanted, client)
        logs, run, workflow = fetched.logs, fetched.run, fetched.workflow_text
    tree = _tree(request, run, notes)
    run = replace(run, notes=(*run.notes, *notes))
    return Inputs(tuple(logs), run, tree, tuple(baseline), workflow)


def _targets(request: Request) -> tuple[list[str], RunRequest | None]:
    """Paths, or the one address among the targets."""
    paths: list[str] = []
    address: RunRequest | None = None
    for target in request.targets:
        if target == "-" or Path(target).exists() or not _addressed(target):
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


def _run_request(request: Request, address: RunRequest | None) -> RunRequest:
    own = RunRequest(
        repository=request.repository or "",
        run_id=request.run_id or 0,
        job_id=request.job_id or 0,
        attempt=request.attempt or 0,
        pr=request.pull or 0,
        branch=request.branch or "",
    )
    wanted = address if address is not None else own
    if wanted.repository:
        return wanted
    from regreen.sources.git_target import target_from_git

    here = target_from_git(_folder(request))
    numbered = wanted.run_id or wanted.job_id or wanted.pr or wanted.branch
    return wanted.of(here) if numbered else here


def _folder(request: Request) -> Path:
    return Path(request.repository_folder or ".")


def _tree(request: Request, run: Run, notes: list[str]) -> Tree | None:
    if not request.use_repository:
        return None
    folder = _folder(request)
    if request.repository_folder is None and find_repository(folder) is None:
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
