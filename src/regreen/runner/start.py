"""From an order to its end: the folder, the watchdog, the mirror, the jobs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from regreen.runner.cancel import Cancellation
from regreen.runner.execute import Machine, Observer
from regreen.runner.state import Settings
from regreen.runner.watchdog import Watchdog
from regreen.runner.workspace import RunFolder


@contextmanager
def machine(settings: Settings, observer: Observer, *, keep: bool = False) -> Iterator[Machine]:
    """A folder for a run and what guards it; everything is ended and, unless `keep`, removed at the end."""
    settings.cache.mkdir(parents=True, exist_ok=True)
    folder = RunFolder.create()
    watchdog = Watchdog()
    if not keep:
        watchdog.tell(f"remove {folder.root}")
    try:
        with Cancellation() as cancelled:
            yield Machine(settings, folder, observer, cancelled, watchdog.tell)
    finally:
        watchdog.end()
        if not keep:
            folder.remove()
