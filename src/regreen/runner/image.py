"""Programs that every job finds on GitHub's image, and that a bare machine calls otherwise or lacks."""

from __future__ import annotations

import shutil
import sysconfig
from pathlib import Path

from regreen.model.execution import SubstitutionKind
from regreen.runner import interpreters
from regreen.runner.possible import labels
from regreen.runner.state import JobState

_PYTHON = {"ubuntu-22.04": "3.10", "ubuntu-20.04": "3.8", "ubuntu-26.04": "3.14"}
_DEFAULT = "3.12"
_OWN = ("actions/setup-python",)


def provide(state: JobState) -> None:
    """Put `pipx` on the PATH, and `python`, `python3` and `pip` where a job brings no interpreter of its own."""
    _provide_pipx(state)
    if any(step.uses.lower().startswith(_OWN) for step in state.job.steps):
        return
    known = [_PYTHON[label] for label in labels(state.job, state.contexts) if label in _PYTHON]
    wanted = known[0] if known else _DEFAULT
    found = interpreters.find_interpreters()
    choice = interpreters.choose(wanted, found)
    chosen = choice.interpreter if choice else found[0] if found else None
    if chosen is None:
        return
    if chosen.minor != wanted:
        state.substitute(
            SubstitutionKind.INTERPRETER,
            f"Python {wanted} of the image",
            f"Python {chosen.version}",
            "it is not installed",
        )
    folder = interpreters.copy(chosen, state.workspace.root / "image-python")
    state.machine["PATH"] = f"{folder}:{state.machine['PATH']}"


def _provide_pipx(state: JobState) -> None:
    """pipx, through uv where it is not installed."""
    uv = find_uv()
    if uv is None or shutil.which("pipx", path=state.machine["PATH"]):
        return
    shim = state.workspace.bin / "pipx"
    shim.write_text(f'#!/bin/sh\nexec "{uv}" tool run --quiet pipx "$@"\n')
    shim.chmod(0o755)


def find_uv() -> Path | None:
    """The uv on the user's PATH, or beside the interpreter that runs this."""
    found = host_program("uv")
    beside = Path(sysconfig.get_path("scripts")) / "uv"
    return found or (beside if beside.is_file() else None)


def host_program(name: str) -> Path | None:
    """A program of the machine, wherever the user's own PATH has it."""
    found = shutil.which(name)
    return Path(found) if found else None
