"""What is needed once the jobs are through is loaded while they run: to load it takes as long as a short job."""

from __future__ import annotations

import importlib
import threading

_LATER = ("regreen.app.record", "regreen.report.run_terminal")


def preload(*, recorded: bool) -> None:
    """Start to load, in a thread of its own; who needs a module earlier waits for it as for any other import."""
    threading.Thread(target=_load, args=(_LATER if recorded else _LATER[1:],), daemon=True).start()


def _load(names: tuple[str, ...]) -> None:
    from regreen.logs.tool import tools

    tools()
    for name in names:
        importlib.import_module(name)
