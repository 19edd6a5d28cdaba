"""A run of the history as everything a diagnosis starts from."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from regreen.app.inputs import Inputs
from regreen.app.record import memory_of, settings_of
from regreen.app.run_result import as_run
from regreen.model.errors import InputError
from regreen.project.git import INDEX, Repository
from regreen.project.tree import Tree


def recorded(folder: Path, number: int) -> Inputs:
    """The logs of a run that is kept, with the repository at its commit where that is still there."""
    memory = memory_of(folder)
    record = memory.history.run(number)
    jobs = tuple(replace(job, log=memory.history.log(number, job.name)) for job in record.execution.jobs)
    run, logs, infos = as_run(replace(record.execution, jobs=jobs))
    repository = Repository.open(folder)
    tree, notes = _tree(repository, record.execution.commit)
    return Inputs(
        logs, replace(run, notes=notes), infos, tree, workflow=tree.source(record.execution.workflow),
        config=settings_of(repository),
    )  # fmt: skip


def _tree(repository: Repository, commit: str) -> tuple[Tree, tuple[str, ...]]:
    try:
        return repository.tree(commit), ()
    except InputError:
        note = f"commit {commit[:12]} of the run is not in this clone; the index was looked at instead"
        return repository.tree(INDEX), (note,)
