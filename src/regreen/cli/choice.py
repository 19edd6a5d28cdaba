"""What `regreen` means without a command: the last run of this branch is diagnosed when it failed, else the
repository is checked.
"""

from __future__ import annotations

import sys
from pathlib import Path

from regreen.model.errors import RegreenError
from regreen.model.run import Outcome

_RED = (Outcome.FAILURE, Outcome.TIMED_OUT)


def likely() -> list[str]:
    """The words of the command that is meant."""
    from regreen.app.record import memory_of

    try:
        memory = memory_of(Path())
        last = memory.history.newest(memory.project, memory.branch)
    except RegreenError:
        return ["check"]
    if last is None or last.outcome not in _RED:
        return ["check"]
    sys.stderr.write(f"regreen: run {last.id}, the last one of {last.branch or 'this commit'}, failed\n")
    return ["diagnose", "--record", str(last.id)]
