"""A command line -> what it asks an installer for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from regreen.project.jobs.asked import Asked
from regreen.project.jobs.managers import pdm, pipenv, poetry
from regreen.project.jobs.pip import pip, pip_sync, pipx
from regreen.project.jobs.uv import uv, uvx

_PIP = re.compile(r"^pip(?:\d(?:\.\d+)?)?$")
_SAYS_NO = frozenset({"", "0", "false", "no", "off"})


def asked_by(program: str, words: Sequence[str], variables: Mapping[str, str]) -> Asked | None:
    """What a program is asked to install or to start; None where it is no installer, or installs nothing."""
    if _PIP.match(program):
        return pip(words)
    if program == "uv":
        return uv(words, system=variables.get("UV_SYSTEM_PYTHON", "").lower() not in _SAYS_NO)
    readers = {
        "uvx": uvx,
        "poetry": poetry,
        "pdm": pdm,
        "pipenv": pipenv,
        "pipx": pipx,
        "pip-sync": pip_sync,
    }
    reader = readers.get(program)
    return reader(words) if reader is not None else None
