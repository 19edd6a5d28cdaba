"""Programs that every job finds on GitHub's image, and that a bare machine calls otherwise or lacks."""

from __future__ import annotations

import shutil
from pathlib import Path

from regreen.model.execution import SubstitutionKind
from regreen.runner import interpreters
from regreen.runner.possible import labels
from regreen.runner.state import JobState

_PYTHON = {"ubuntu-22.04": "3.10", "ubuntu-20.04": "3.8", "ubuntu-26.04": "3.14"}
_DEFAULT = "3.12"
_OWN = ("actions/setup-python",)


def provide(state: JobState) -> None:
    """Put `python`, `python3` and `pip` on the PATH of a job that brings no interpreter of its own."""
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


def host_program(name: str) -> Path | None:
    """A program of the machine, wherever the user's own PATH has it."""
    found = shutil.which(name)
    return Path(found) if found else None
