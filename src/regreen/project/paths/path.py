"""A path that a job names in vain."""

from __future__ import annotations

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Span
from regreen.project.history import Departure
from regreen.project.ignore import IgnoreLine
from regreen.project.paths.kind import Kind


class MissingPath(Struct, frozen=True):
    """A path that a job names and the checkout does not have, relative to the repository's root.

    `certain`: the job fails for it when it comes there. `span` are the characters of the file that name it as
    `written`, `directory` is the folder they are relative to; `alike` are tracked paths that may be meant, those
    that differ in case alone first (`by_case`). `hidden` is the ignore line that keeps it out of git;
    `not_executable`: it is there, but its mode is not that of a program; `no_checkout`: git has it, but the job did
    not check the repository out by then. `departed`: git had it once. `doubtful`: the job may well have made it, so
    it is worth a word only where git knows what it was renamed to.
    """

    kind: Kind
    path: str
    written: str
    place: FileEvidence
    certain: bool
    tool: str = ""
    span: Span | None = None
    directory: str = ""
    alike: tuple[str, ...] = ()
    by_case: bool = False
    hidden: IgnoreLine | None = None
    not_executable: bool = False
    no_checkout: bool = False
    job: str = ""
    departed: Departure | None = None
    doubtful: bool = False
