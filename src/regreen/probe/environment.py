"""Throw-away environments made of wheels: nothing is built, and no package of the repository's choice is run.

The wheels come from uv's own cache where it has them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from regreen.probe.budget import Budget
from regreen.probe.index import uv_index
from regreen.probe.process import run
from regreen.probe.resolve import uv_command
from regreen.project.probed import Refused


def make(
    folder: Path, requirements: Sequence[str], moment: datetime, budget: Budget, *, offline: bool = False
) -> Refused | Path:
    """An environment in `folder` that holds the requirements; its interpreter, or why there is none."""
    uv = uv_command()
    if not uv:
        return Refused(
            "environment", "uv is not there, which makes environments (`pip install 'regreen[deep]'`)"
        )
    until = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    common = [*uv_index(), "--no-python-downloads", "--no-progress", "--quiet"]
    common += ["--offline"] if offline else []
    python = folder / "env" / "bin" / "python"
    install = [*uv, "pip", "install", "--python", str(python), "--only-binary", ":all:"]
    steps = (
        [*uv, "venv", "env", "--python", sys.executable, "--no-project", *common],
        [*install, "--exclude-newer", until, *common, *requirements],
    )
    for command in steps:
        try:
            ran = run(command, folder, budget.left, network=True)
        except OSError as error:
            return Refused("environment", f"uv cannot be started: {error.strerror}")
        if ran.late or ran.code:
            said = "it took too long" if ran.late else " ".join(ran.err.split())[:200]
            return Refused("environment", f"{' '.join(requirements)} cannot be installed from wheels: {said}")
    return python
