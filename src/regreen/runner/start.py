"""From an order to its end: the folder, the watchdog, the mirror, the jobs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from regreen.runner.cancel import Cancellation
from regreen.runner.execute import Machine, Observer
from regreen.runner.isolation.level import Isolation, loopback_ports
from regreen.runner.orphans import Orphans
from regreen.runner.state import Settings
from regreen.runner.watchdog import Watchdog
from regreen.runner.workspace import RunFolder

PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/run")
"""Where servers have their folders."""


@contextmanager
def machine(settings: Settings, observer: Observer, *, keep: bool = False) -> Iterator[Machine]:
    """A folder for a run and what guards it; everything is ended and, unless `keep`, removed at the end."""
    settings.cache.mkdir(parents=True, exist_ok=True)
    watchdog = Watchdog()
    orphans = Orphans(watchdog.tell, {watchdog.pid})
    ports = loopback_ports(settings.services)
    isolation = Isolation(settings.isolation, settings.access, ports, orphans.heard)
    folder: RunFolder | None = None
    try:
        with Cancellation() as cancelled:
            for place in {tempfile.gettempdir(), *PLACES}:
                watchdog.tell(f"sweep {place}")
            folder = RunFolder.create(None if keep else watchdog.tell)
            orphans.adopt()
            isolation.begin(folder.root)
            yield Machine(settings, folder, observer, cancelled, orphans, isolation)
    finally:
        isolation.end()
        watchdog.end()
        if folder is not None and not keep:
            folder.remove()
