"""What probes found out: answers of real tools about the repository, as values that rules read.

A rule asks for them as for any fact: `resolutions`, `upstream`, `absent_modules`, `tool_reports`, `lock_states`,
`wheels`. They are empty unless probes were asked for; what could not be asked is not among them but in the notes of the
answer.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from regreen.model.finding import Category, FileEvidence
from regreen.model.text import Edit
from regreen.project.jobs.model import Installed


class Refused(Struct, frozen=True):
    """A question that was not answered, and why: offline, the tool is not there, nothing to ask, out of time."""

    probe: str
    why: str


class Package(Struct, frozen=True):
    """A version that a resolver chose, when its files were published (None where the index does not say), and where
    its wheel lies.
    """

    name: str
    version: str
    released: datetime | None = None
    url: str = ""


class InstallSet(Struct, frozen=True):
    """What one command installs at once. `python` is a version such as `3.12`; `certain`: the job runs the command
    with that version and its failure counts; `foreign`: the repository names package indexes of its own, which
    are not asked; `open_ended`: it also asks for things that nobody can tell before the run.
    """

    requirements: tuple[Installed, ...]
    constraints: tuple[Installed, ...]
    python: str
    system: str
    place: FileEvidence
    job: str = ""
    certain: bool = True
    foreign: bool = False
    open_ended: bool = False

    @property
    def label(self) -> str:
        """The set in a sentence."""
        return f"{self.place.path} line {self.place.line}"


class Solved(Struct, frozen=True):
    """The versions that an installer would choose. `aside` are distributions without any wheel: nobody looked at
    what they depend on.
    """

    asked: InstallSet
    packages: tuple[Package, ...]
    aside: tuple[str, ...] = ()

    def version(self, name: str) -> str:
        """The version chosen of a distribution; empty when it is not among them."""
        return next((package.version for package in self.packages if package.name == name), "")


class Unsolvable(Struct, frozen=True):
    """No choice of versions fits. `kind` is the resolver's reason, as signals of logs name it; `guilty` are the
    requirements that it names; `relaxed` is the one whose own version is in the way, with the version that fits
    where that is unambiguous.
    """

    asked: InstallSet
    kind: str
    story: str
    guilty: tuple[Installed, ...]
    subject: str = ""
    relaxed: tuple[Installed, str] | None = None


class NoWheel(Struct, frozen=True):
    """A distribution has wheels, but none for the Python of the job in a version that fits: the job has to build it
    from source. One that only comes along is at the place of the command.
    """

    asked: InstallSet
    requirement: Installed


Resolution = Solved | Unsolvable | NoWheel


class Change(Struct, frozen=True):
    """A distribution of which two days install different versions; `old` is empty when it is new in the set.

    `parents` are the required distributions that lead to it, `requirement` the declaration of its own, if any.
    """

    name: str
    old: str
    new: str
    released: datetime | None
    asked: InstallSet
    requirement: Installed | None = None
    parents: tuple[Installed, ...] = ()


class AbsentModule(Struct, frozen=True):
    """A module that the version which a job installs of `package` does not hold. `command`: the job starts it with
    `python -m`; `before` is the bound below which the module was there, empty where nobody knows one.
    """

    module: str
    package: str
    version: str
    place: FileEvidence
    asked: InstallSet
    requirement: Installed | None
    command: bool
    certain: bool
    before: str = ""


class Objection(Struct, frozen=True):
    """What a checker says of one file."""

    path: str
    row: int
    column: int
    code: str
    text: str


class ToolReport(Struct, frozen=True):
    """What a checker of the version that CI installs says. `place` is where CI calls it, `certain`: its failure
    counts; `edits` are its own repairs.
    """

    tool: str
    version: str
    category: Category
    place: FileEvidence
    certain: bool
    objections: tuple[Objection, ...]
    edits: tuple[Edit, ...] = ()


class LockState(Struct, frozen=True):
    """A lock file that does not fit what it locks any more, by its own tool's word."""

    tool: str
    place: FileEvidence
    said: str


class WheelContents(Struct, frozen=True):
    """What the build back end puts into the wheel: `files`; `missing` are tracked modules of its packages that it
    leaves out, as paths of the repository. `failed` is why it makes none at all.
    """

    backend: str
    place: FileEvidence
    files: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    failed: str = ""
