"""Processes that a step detached from itself: this process becomes their parent (Linux), so that none gets lost.

GitHub's runner finds what is left of a job by RUNNER_TRACKING_ID in its environment; a daemon that was started without
any environment escapes it. See prctl(2), PR_SET_CHILD_SUBREAPER.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Callable

from msgspec import Struct, field

from regreen.runner import proc

_SET_CHILD_SUBREAPER = 36


class Orphans(Struct):
    """Adopts them. `tell` is the watchdog's ear; it hears of each one once."""

    tell: Callable[[str], None]
    own: set[int] = field(default_factory=set)
    adopted: dict[int, int] = field(default_factory=dict)

    def adopt(self) -> None:
        """From now on, where the system can do that."""
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def heard(self, line: str) -> None:
        """Pass a line on to the watchdog; the processes that it names are our own."""
        verb, _, rest = line.partition(" ")
        if verb in ("kill", "quit"):
            self.own.add(int(rest.split()[0]))
        self.tell(line)

    def look(self, *own: int) -> None:
        """Take note of new ones and bury dead ones; `own` are children that we started and wait for ourselves."""
        session = os.getsid(0)
        for pid in _children():
            if pid in own or pid in self.own:
                continue
            one = proc.entry(pid)
            if one is None or one.session == session:
                continue
            if one.state == "Z":
                self.adopted.pop(pid, None)
                with contextlib.suppress(OSError):
                    os.waitpid(pid, os.WNOHANG)
            elif pid not in self.adopted:
                self.adopted[pid] = one.started
                self.tell(f"kill {pid} {one.started}")

    def left(self) -> list[int]:
        """Those that are still there."""
        self.look()
        return [
            pid for pid, start in self.adopted.items() if (one := proc.entry(pid)) and one.started == start
        ]


def _children() -> list[int]:
    """Our own children (proc(5), /proc/PID/task/TID/children)."""
    found: list[int] = []
    with contextlib.suppress(OSError, ValueError):
        for task in (proc.PROC / "self" / "task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found
