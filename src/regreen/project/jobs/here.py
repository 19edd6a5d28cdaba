"""Where a command of a script stands."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.workflow.shell.commands import Command


class Here(Struct, frozen=True):
    """Where a command stands: its file and place, whether it surely runs, and what it sees."""

    place: FileEvidence
    directory: str | None
    certain: bool
    variables: Mapping[str, str]
    depth: int
    active: str
    conditional: bool = False


def always(place: FileEvidence, command: Command) -> FileEvidence:
    """The place of every command of a script that stands on one line."""
    return place
