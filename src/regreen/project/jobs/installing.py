"""What installers do to the environments of a job: fill them, empty them, make new ones."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from regreen.project.distributions import normalize
from regreen.project.jobs.asked import Asked
from regreen.project.jobs.here import Here
from regreen.project.jobs.leg import Leg, python_version
from regreen.project.jobs.model import SYSTEM, Install, Installed
from regreen.project.jobs.state import State
from regreen.project.jobs.targets import target_of
from regreen.project.jobs.wanted import Resolver, Target, Wanted, joined


class Installing:
    """Keeps the environments of one leg of a job, and records the commands that fill them in `installs`."""

    def __init__(self, resolver: Resolver, state: State, leg: Leg, installs: list[Install]) -> None:
        self.resolver, self.state, self.leg, self.installs = resolver, state, leg, installs

    def create(self, words: Sequence[str], here: Here) -> None:
        """The words behind `python -m venv`: each operand is a new virtual environment."""
        system = any("--system-site-packages" in word for word in words)
        for word in words:
            if not word.startswith("-"):
                made = self.state.environment(joined(here.directory or "", word) or word)
                made.installed.append(Installed("pip", "", (), here.place, bare=True))
                if system:
                    made.unknown.append("the system's packages")

    def fill(self, asked: Asked, here: Here, key: str) -> tuple[str, str | None]:
        """What a command does in the environment that it means, when it sees `key` first: that environment's key,
        and the directory in which the command works, where it is known.
        """
        directory = here.directory
        if directory is not None and asked.directory:
            directory = None if "$" in asked.directory else joined(directory, asked.directory)
        projects = self.resolver.projects
        target = target_of(asked, directory, key, here.place, here.variables, self.state, projects)
        growing = self.state.environment(target)
        if asked.uninstall:
            growing.remove(frozenset(normalize(request.value) for request in asked.requests))
        elif asked.requests:
            wanted = self.wanted(asked, directory, here)
            if target.startswith("tool:"):
                self._show_tools(asked, wanted)
            growing.add(wanted, here.place, bare=asked.bare)
            if directory is not None:
                self._record(asked, directory, target, here, wanted)
        elif asked.tool in ("poetry run", "pdm run", "pipenv run") and not growing.filled:
            growing.unknown.append("what an earlier run has cached")
        return target, directory

    def wanted(self, asked: Asked, directory: str | None, here: Here) -> Wanted:
        """What an installer's command asks for, in a directory."""
        if directory is None:
            return Wanted(unknown=("a directory that only the run knows",))
        target = Target(self._python(asked), self.leg.system)
        return self.resolver.wanted(asked.tool, asked.requests, directory, here.place, target)

    def _python(self, asked: Asked) -> str:
        """The version that a command installs for: the one it asks for, or the job's."""
        named = next(iter(asked.arguments.raw("-p", "--python", "--python-version")), "")
        return python_version(named) or self.state.python

    def _show_tools(self, asked: Asked, wanted: Wanted) -> None:
        """The programs of an isolated environment are seen everywhere, its modules nowhere."""
        if asked.tool != "uvx":
            system = self.state.environment(SYSTEM)
            system.installed += [replace(item, bare=True, url="tool") for item in wanted.installed]
            system.unknown += [why for why in wanted.unknown if "$" in why]

    def _record(self, asked: Asked, directory: str, target: str, here: Here, wanted: Wanted) -> None:
        self.installs.append(
            Install(
                asked.tool,
                asked.requests,
                directory,
                here.place,
                tuple(part for option in asked.arguments.options for part in option if part),
                here.certain,
                asked.bare,
                target,
                wanted.installed,
                wanted.projects,
                self._python(asked),
            )
        )
