"""The environments of a job while its steps are followed."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from regreen.model.finding import FileEvidence
from regreen.project.jobs.model import SYSTEM, Environment, Installed
from regreen.project.jobs.wanted import Wanted


class Growing(Struct):
    """An environment that is being filled."""

    key: str
    installed: list[Installed] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    filled: list[FileEvidence] = field(default_factory=list)
    _seen: tuple[object, ...] = ()
    _last: Environment | None = None

    def add(self, wanted: Wanted, place: FileEvidence, *, bare: bool) -> None:
        """Put in what a command installs."""
        known = set(self.installed)
        for item in wanted.installed:
            added = replace(item, bare=bare or item.bare)
            if added not in known:
                self.installed.append(added)
        self.projects += wanted.projects
        self.unknown += wanted.unknown
        self.filled.append(place)

    def remove(self, names: frozenset[str]) -> None:
        """Take distributions out."""
        self.installed = [item for item in self.installed if item.name not in names]

    def snapshot(self) -> Environment:
        """What it holds now; the very value of the last time while nothing has changed."""
        now = (
            id(self.installed),
            len(self.installed),
            len(self.projects),
            len(self.unknown),
            len(self.filled),
        )
        if self._last is None or self._seen != now:
            self._seen = now
            self._last = Environment(
                self.key,
                tuple(self.installed),
                tuple(dict.fromkeys(self.projects)),
                tuple(dict.fromkeys(self.unknown)),
                tuple(dict.fromkeys(self.filled)),
            )
        return self._last


class State(Struct):
    """What holds at one point of a job. `active` is the activated environment, or the system's; `variables` are
    those that the workflow sets; `foreign`: the workspace holds another repository, too.
    """

    environments: dict[str, Growing] = field(default_factory=dict)
    active: str = SYSTEM
    python: str = ""
    python_place: FileEvidence | None = None
    variables: dict[str, str] = field(default_factory=dict)
    foreign: bool = False
    checked_out: bool = False
    poetry_in_active: bool = False

    def environment(self, key: str) -> Growing:
        """An environment by its key; made when it is first spoken of."""
        return self.environments.setdefault(key, Growing(key))

    def enter(self, key: str) -> None:
        """A script works in an environment: nobody knows what one holds that the job did not make."""
        if key not in self.environments:
            self.environment(key).unknown.append(f"{key}, which nobody made")

    def path(self, first: str = "") -> tuple[Environment, ...]:
        """The environments whose programs are seen, the nearest first."""
        keys = dict.fromkeys(key for key in (first, self.active, SYSTEM) if key)
        return tuple(self.environment(key).snapshot() for key in keys)

    def give_up(self, why: str) -> None:
        """Nobody can tell any more what is installed."""
        self.environment(SYSTEM).unknown.append(why)
        if self.active != SYSTEM:
            self.environment(self.active).unknown.append(why)
