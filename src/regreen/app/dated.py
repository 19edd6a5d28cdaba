"""Which day's packages a run gets, and what that means for its jobs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from regreen.project.git import Repository

HISTORICAL = timedelta(days=14)
"""How old a commit has to be for its own day to count."""


class Dated(Struct, frozen=True):
    """The pins of each job (by its id) as a constraints file, and what could not be answered. `locked`: the commit has
    a lock file of uv's, which is no longer valid where uv is told of a day.
    """

    constraints: Mapping[str, str]
    notes: tuple[str, ...] = ()
    locked: bool = False


def day_of(repository: Repository, commit: str, wanted: date | None, today: date) -> date | None:
    """The day that counts: the one asked for, else that of a commit which is old and not the current one. None: now."""
    if wanted is not None:
        return wanted if wanted < today else None
    if commit == repository.head():
        return None
    seconds = int(repository.git("show", "-s", "--format=%ct", commit).split()[0])
    day = datetime.fromtimestamp(seconds, UTC).date()
    return day if today - day > HISTORICAL else None
