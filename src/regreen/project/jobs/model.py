"""Values of this package."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from regreen.model.finding import FileEvidence
from regreen.workflow.definitions import Job, Workflow

SYSTEM = "system"
"""The environment that no installer made: the Python that a bare `python` is."""


class Installed(Struct, frozen=True):
    """A distribution that an environment was asked to hold. `name` is normalised; `place` declares it;
    `bare` says that it was installed without its own dependencies; `marker` is the condition it stands under.
    """

    name: str
    specifier: str
    extras: tuple[str, ...]
    place: FileEvidence
    url: str = ""
    bare: bool = False
    marker: str = ""


class Environment(Struct, frozen=True):
    """An environment as it is at one moment. `key` is `SYSTEM` or the path of a virtual environment.

    `projects` are the directories of the projects installed in it, `unknown` says why nobody can tell what else
    it holds, `filled` are the places of the commands that installed something into it.
    """

    key: str
    installed: tuple[Installed, ...] = ()
    projects: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    filled: tuple[FileEvidence, ...] = ()


class Request(Struct, frozen=True):
    """One thing that an installer is asked for.

    `kind` is one of `requirement`, `file`, `constraint`, `project` (its path; `value` empty for the one around
    the directory), `extra`, `group` (by name), `unknown` (what nobody can tell before the run).
    """

    kind: str
    value: str
    project: str = ""


class Install(Struct, frozen=True):
    """One command of an installer. `directory` is where it runs; `certain`: it does run, and its failure counts.
    `installed` is what the files of the tree make of the requests, `python` the version it installs for.
    """

    tool: str
    requests: tuple[Request, ...]
    directory: str
    place: FileEvidence
    arguments: tuple[str, ...] = ()
    certain: bool = True
    bare: bool = False
    environment: str = SYSTEM
    installed: tuple[Installed, ...] = ()
    projects: tuple[str, ...] = ()
    python: str = ""


class Call(Struct, frozen=True):
    """One call of a program. `environments` are those whose programs it sees, in the order of the search path;
    `launcher` is what starts it (`uv run`); `conditional`: the script asks for something before.
    """

    program: str
    arguments: tuple[str, ...]
    environments: tuple[Environment, ...]
    directory: str
    place: FileEvidence
    certain: bool = True
    launcher: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    conditional: bool = False


class JobRun(Struct, frozen=True):
    """A job as one leg of its matrix runs it. `python` is what it sets up, `system` its operating system; both are
    empty where that is not known. `foreign`: other things than the repository lie in the workspace.
    """

    workflow: Workflow
    job: Job
    leg: str
    python: str
    system: str
    calls: tuple[Call, ...]
    installs: tuple[Install, ...]
    foreign: bool = False
    python_place: FileEvidence | None = None
