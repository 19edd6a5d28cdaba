"""What the processes of a step use together (Linux)."""

from __future__ import annotations

import contextlib
import os

from msgspec import Struct

from regreen.runner import proc


class Usage(Struct, frozen=True):
    """`memory` in bytes, what several processes share counted for each of them; `largest` uses most of it."""

    memory: int = 0
    pids: tuple[int, ...] = ()
    largest: int = 0
    largest_memory: int = 0


def usage(pid: int) -> Usage:
    """Of a process, what is below it, and what else belongs to its session."""
    page = os.sysconf("SC_PAGE_SIZE")
    seen = proc.table()
    known = [seen[one] for one in proc.family(pid, seen) if one in seen]
    largest = max(known, key=lambda one: one.pages, default=None)
    return Usage(
        sum(one.pages for one in known) * page,
        tuple(one.pid for one in known),
        largest.pid if largest else 0,
        largest.pages * page if largest else 0,
    )


def proportional(pids: tuple[int, ...]) -> int:
    """The memory of processes with what they share counted once (proc(5), Pss in smaps_rollup); 0: not known."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError, ValueError):
            for line in (proc.PROC / str(pid) / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) << 10
    return total
