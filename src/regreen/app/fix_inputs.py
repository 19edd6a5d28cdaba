"""What `fix` starts from: the findings of a run or of the repository, and the files on disk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from regreen.app.accepted import Accept, accepted
from regreen.app.check import check
from regreen.app.diagnose import diagnose
from regreen.app.inputs import Request, gather
from regreen.app.worktree import Worktree
from regreen.config import PATH, load
from regreen.model.errors import InputError
from regreen.model.finding import Finding
from regreen.project.git import WORKTREE, Repository, find_repository, open_tree
from regreen.project.tree import Tree

Say = Callable[[str], None]


class Looked(Struct, frozen=True):
    """Findings, the tree they were made of, and where to write (None: only a patch can be made). `before` is all
    that `check` says of the tree, where it was asked.
    """

    findings: tuple[Finding, ...]
    tree: Tree
    worktree: Worktree | None = None
    notes: tuple[str, ...] = ()
    before: tuple[Finding, ...] | None = None


def look(
    request: Request, *, dry: bool = False, as_of: date | None = None, say: Say = lambda text: None
) -> Looked:
    """What may be fixed: causes of the run that the request names, or without one what `check` finds in the files
    as they lie there. Raises `InputError` when what is looked at cannot be written to and not only the patch is wanted.
    """
    folder = Path(request.repository_folder or ".")
    if request.revision is not None and not dry:
        raise InputError(
            f"the commit {request.revision} is not what lies in the working tree; --diff shows the patch"
        )
    worktree = None if dry and _is_bare_or_named(folder, request) else Worktree.open(folder)
    tree = worktree.tree if worktree is not None else _tree(folder, request)
    if request.targets or request.run_id or request.job_id or request.pull:
        return _of_run(request, tree, worktree, say)
    say("checking")
    found = check(tree, as_of=as_of)
    answer = accepted(found, tree, Accept(load(tree.source(PATH))))
    return Looked(answer.findings, tree, worktree, answer.notes, found.findings)


def _is_bare_or_named(folder: Path, request: Request) -> bool:
    return request.revision is not None or (
        find_repository(folder) is not None and Repository.open(folder).bare
    )


def _tree(folder: Path, request: Request) -> Tree:
    return open_tree(folder, request.revision or WORKTREE)


def _of_run(request: Request, tree: Tree, worktree: Worktree | None, say: Say) -> Looked:
    known = find_repository(Path(request.repository_folder or ".")) is not None
    revision = request.revision or (WORKTREE if known else None)
    inputs = gather(replace(request, revision=revision), say)
    say("reading")
    old = inputs.workflow  # as of the run; what may be edited is the file as it lies here
    answer = diagnose(
        inputs.logs,
        run=inputs.run,
        jobs=inputs.jobs,
        tree=tree,
        workflow=None if old is None or old.path in tree else old,
        baseline=inputs.baseline,
        config=inputs.config,
    )
    notes = list(answer.notes)
    head = worktree.repository.head() if worktree is not None and worktree.repository is not None else ""
    sha = inputs.run.ref.sha
    if sha and head and sha != head:
        notes.append(
            f"the run is of commit {sha[:12]}, the fixes are made for the files as they lie here ({head[:12]})"
        )
    return Looked(tuple(cause.finding for cause in answer.causes), tree, worktree, tuple(notes))
