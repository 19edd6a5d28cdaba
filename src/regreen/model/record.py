"""A run as the history keeps it."""

from __future__ import annotations

from msgspec import Struct

from regreen.model.execution import Execution
from regreen.model.run import Outcome


class KnownCause(Struct, frozen=True):
    """A root cause of a run that is over. `step` is where its first evidence stands, `evidence` are places with
    the quoted lines.
    """

    rule: str
    category: str
    title: str
    confidence: float
    fingerprint: str
    count: int = 1
    jobs: tuple[str, ...] = ()
    step: str = ""
    evidence: tuple[tuple[str, str], ...] = ()


class Record(Struct, frozen=True, kw_only=True):
    """A run and why it ended as it did. `started` are seconds of the epoch; `id` is 0 until it is kept."""

    project: str
    execution: Execution
    branch: str = ""
    command: str = "run"
    version: str = ""
    started: float = 0.0
    patched: bool = False
    causes: tuple[KnownCause, ...] = ()
    id: int = 0


class Entry(Struct, frozen=True):
    """One line of the list of runs. `failed` are the names of jobs that did not end well."""

    id: int
    project: str
    branch: str
    commit: str
    workflow: str
    event: str
    command: str
    outcome: Outcome
    patched: bool
    started: float
    seconds: float
    jobs: int = 0
    failed: tuple[str, ...] = ()
    causes: tuple[KnownCause, ...] = ()


class Wish(Struct, frozen=True, kw_only=True):
    """Which runs are asked for; what is empty does not matter. `fingerprint` may be its beginning, `before` and
    `limit` page through them, the newest first.
    """

    project: str = ""
    branch: str = ""
    job: str = ""
    rule: str = ""
    fingerprint: str = ""
    commit: str = ""
    outcome: Outcome | None = None
    before: int = 0
    limit: int = 20
