"""Calls of `uv pip` that find no environment to install into.

uv takes the active environment, a `.venv` in the folder or above, or what it is told; the interpreter that
actions/setup-python set up is none of these. Source: uv's documentation, "Using environments"; the README of
astral-sh/setup-uv (`activate-environment`; until v5 `python-version` made an environment, too).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regreen.workflow.scripts import OTHER, PlacedStep
from regreen.workflow.shell.commands import Command, commands
from regreen.workflow.shell.words import Word

_TARGETS = (
    "--system",
    "--python",
    "-p",
    "--target",
    "--prefix",
    "--user",
    "--help",
    "--directory",
    "--project",
)
_MAKES = (
    "uv venv",
    "uv sync",
    "uv run",
    "uv init",
    "virtualenv",
    "-m venv",
    "conda",
    "mamba",
    "VIRTUAL_ENV",
    "activate",
)
_TOLD = ("UV_SYSTEM_PYTHON", "UV_PYTHON", "VIRTUAL_ENV", "CONDA_PREFIX", "UV_PROJECT_ENVIRONMENT")
_HARMLESS = (
    "actions/checkout",
    "actions/setup-python",
    "actions/cache",
    "actions/setup-node",
    "astral-sh/setup-uv",
)


def homeless(steps: Iterable[PlacedStep]) -> Iterator[tuple[PlacedStep, Command, Word]]:
    """Each call of `uv pip install` and `uv pip sync` that fails for want of an environment, with its `pip`."""
    settled: set[int] = set()
    for placed in steps:
        job = placed.job
        if job is None or id(job) in settled:
            continue
        if job.container is not None or _settles(placed):
            settled.add(id(job))
            continue
        for command in placed.commands:
            text = " ".join(word.text for word in command.words)
            if any(sign in text for sign in _MAKES):
                settled.add(id(job))
                break
            word = _installs(command)
            if word is not None and not command.tested and command.after != "||":
                yield placed, command, word


def _settles(placed: PlacedStep) -> bool:
    """Whether an environment may be there from this step on, as far as anybody can tell."""
    step = placed.step
    if step.uses:
        name, _, ref = step.uses.partition("@")
        if name == "astral-sh/setup-uv":
            old = ref.startswith(("v1", "v2", "v3", "v4", "v5"))
            pinned = len(ref) == 40
            return "activate-environment" in step.with_ or (
                "python-version" in step.with_ and (old or pinned)
            )
        return name not in _HARMLESS
    if any(placed.env(name) is not None for name in _TOLD) or placed.shell == OTHER:
        return True
    unread = any(not command.name and command.words for command in commands(step.run or ""))
    return unread or any(name in (step.run or "") for name in _TOLD)


def _installs(command: Command) -> Word | None:
    texts = [word.text for word in command.words]
    if texts[:1] == ["sudo"] or texts[:2] != ["uv", "pip"] or texts[2:3] not in (["install"], ["sync"]):
        return None
    return None if any(text.startswith(_TARGETS) for text in texts[3:]) else command.words[2]
