"""Runs go into the history: what they did, with what, and why they ended as they did; no values of variables."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from regreen import __version__
from regreen.config import PATH, Config, load
from regreen.logs.mask import mask
from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.errors import InputError, RegreenError
from regreen.model.execution import Execution, JobRun
from regreen.model.finding import AnnotationEvidence, Evidence, FileEvidence, LogEvidence
from regreen.model.record import KnownCause, Record
from regreen.model.run import Annotation
from regreen.project.git import INDEX, Repository
from regreen.sources.git_target import parse_remote
from regreen.store.history import History
from regreen.store.place import find_place

KEEP = 1_000
"""Runs of a project that stay in the history where nobody says otherwise."""
EVIDENCE = 5


class Memory(Struct, frozen=True):
    """The history, and what it calls the repository at hand."""

    history: History
    project: str
    branch: str
    keep: int = KEEP


def memory_of(folder: Path, environ: Mapping[str, str] | None = None, revision: str = "HEAD") -> Memory:
    """The history for a repository: where it is follows from the environment, the settings in the index, the user's
    data folder. Raises `InputError` where there is no repository.
    """
    repository = Repository.open(folder)
    config = settings_of(repository)
    place = find_place(os.environ if environ is None else environ, config.store, repository.root)
    return Memory(
        History(place), project_of(repository), branch_of(repository, revision), config.keep or KEEP
    )


def settings_of(repository: Repository) -> Config:
    """The settings as they are here and now, whatever commit is looked at."""
    return load(repository.tree(INDEX if not repository.bare else "HEAD").source(PATH))


def project_of(repository: Repository) -> str:
    """`owner/name` of the remote, with its host where that is not github.com; without one, the folder."""
    remotes = repository.remotes()
    for name in (*(n for n in ("origin", "upstream") if n in remotes), *sorted(remotes)):
        if found := parse_remote(remotes[name]):
            host, slug = found
            return slug if host == "github.com" else f"{host}/{slug}"
    common = repository.git("rev-parse", "--path-format=absolute", "--git-common-dir")
    path = Path(os.fsdecode(common.strip()))
    return str(path.parent if path.name == ".git" else path)


def branch_of(repository: Repository, revision: str) -> str:
    """The branch that a revision names; empty where it names none."""
    if revision in ("", "HEAD"):
        return repository.branch()
    try:
        name = os.fsdecode(repository.git("rev-parse", "--symbolic-full-name", revision)).strip()
    except InputError:
        return ""
    return name.removeprefix("refs/heads/") if name.startswith("refs/heads/") else ""


def keep(memory: Memory, record: Record) -> tuple[int, str]:
    """Put a run into the history: its number, or why it could not be kept."""
    try:
        return memory.history.add(record, memory.keep), ""
    except RegreenError as error:
        return 0, str(error)


def record_of(
    memory: Memory,
    execution: Execution,
    diagnosis: Diagnosis | None = None,
    *,
    command: str = "run",
    patched: bool = False,
) -> Record:
    """A run that has just ended, as the history keeps it."""
    kept = replace(execution, jobs=tuple(map(without_secrets, execution.jobs)))
    return Record(
        project=memory.project,
        execution=kept,
        branch=memory.branch,
        command=command,
        version=__version__,
        started=time.time() - execution.seconds,
        patched=patched,
        causes=tuple(map(known_cause, diagnosis.causes)) if diagnosis else (),
    )


def known_cause(cause: Cause) -> KnownCause:
    """A cause as the history keeps it."""
    finding = cause.finding
    return KnownCause(
        finding.rule,
        finding.category.value,
        finding.title,
        finding.confidence,
        finding.fingerprint,
        cause.count,
        cause.jobs,
        next((piece.step for piece in finding.evidence if isinstance(piece, LogEvidence)), ""),
        tuple(map(_quoted, finding.evidence[:EVIDENCE])),
    )


def _quoted(piece: Evidence) -> tuple[str, str]:
    if isinstance(piece, LogEvidence):
        return f"{piece.file}:{piece.line}", mask(piece.text)
    if isinstance(piece, FileEvidence):
        return f"{piece.path}:{piece.line}", mask(piece.text)
    assert isinstance(piece, AnnotationEvidence)
    return "annotation", mask(piece.text)


def without_secrets(job: JobRun) -> JobRun:
    """A job as it may lie on a disk: the secrets that it was given are gone already, and now those that show by their
    form; what it handed on to other jobs is left out.
    """
    text = job.log.decode("utf-8", "surrogateescape")
    log = "\n".join(mask(line) for line in text.split("\n")).encode("utf-8", "surrogateescape")
    return replace(
        job,
        name=mask(job.name),
        reason=mask(job.reason),
        log=log,
        outputs={},
        summary="",
        steps=tuple(replace(step, name=mask(step.name)) for step in job.steps),
        annotations=tuple(map(_masked, job.annotations)),
        reports=(),
        folder=None,
    )


def _masked(item: Annotation) -> Annotation:
    return replace(item, message=mask(item.message), title=mask(item.title))
