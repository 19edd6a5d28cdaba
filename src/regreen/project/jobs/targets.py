"""Into which environment an installer puts what it is asked for."""

from __future__ import annotations

from collections.abc import Mapping

from regreen.model.finding import FileEvidence
from regreen.project.jobs.asked import ACTIVE, ISOLATED, PROJECT, Asked
from regreen.project.jobs.model import SYSTEM
from regreen.project.jobs.projects import Projects
from regreen.project.jobs.state import State
from regreen.project.jobs.wanted import joined


def target_of(
    asked: Asked,
    directory: str | None,
    active: str,
    place: FileEvidence,
    variables: Mapping[str, str],
    state: State,
    projects: Projects,
) -> str:
    """The key of the environment; `active` is the one that the command sees first."""
    if asked.target == ISOLATED:
        return f"tool:{place.path}:{place.line}"
    if asked.target == PROJECT:
        return _of_project(asked, directory or "", active, variables, state, projects)
    if asked.target == f"uv pip {ACTIVE}":
        local = joined(directory or "", ".venv") or ".venv"
        return active if active != SYSTEM or local not in state.environments else local
    if asked.target in (ACTIVE, SYSTEM):
        return active if asked.target == ACTIVE else SYSTEM
    path = asked.target.removesuffix("/bin/python").removeprefix("./")
    return joined(directory or "", path) or path


def _of_project(
    asked: Asked,
    directory: str,
    active: str,
    variables: Mapping[str, str],
    state: State,
    projects: Projects,
) -> str:
    around = projects.around(directory)
    folder = around.directory if around else directory
    if asked.tool.startswith("uv"):
        named = variables.get("UV_PROJECT_ENVIRONMENT")
        if named:
            return SYSTEM if named.startswith(("/usr", "$", "/opt")) else named
        if around is None:
            return active
        folder = projects.workspace(around).directory
    elif asked.tool.startswith("pdm") and active != SYSTEM:
        return active  # unless a file that nobody commits names another
    elif asked.tool.startswith("poetry"):
        off = variables.get("POETRY_VIRTUALENVS_CREATE", "").lower() in ("false", "0")
        if active != SYSTEM or off or state.poetry_in_active:
            return active
    elif asked.arguments.has("--system"):
        return SYSTEM
    return f"{folder}/.venv".lstrip("/")
