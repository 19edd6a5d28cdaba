"""Processes as `/proc` shows them (Linux). Elsewhere there is nothing to see, and every answer is empty."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

PROC = Path("/proc")
TRACKING = "RUNNER_TRACKING_ID"


class Process(Struct, frozen=True):
    """A process; `state` is the kernel's letter (`S` sleeps, `R` runs), `wchan` what it waits for in the kernel."""

    pid: int
    parent: int
    state: str
    command: tuple[str, ...]
    wchan: str = ""

    @property
    def shown(self) -> str:
        """Its command line in one line."""
        return " ".join(self.command)[:200] or f"process {self.pid}"


class Entry(Struct, frozen=True):
    """A process in the table of all: `started` in the kernel's ticks since it came up, `pages` in memory."""

    pid: int
    parent: int
    session: int
    started: int
    pages: int
    state: str


def table() -> dict[int, Entry]:
    """All processes at one moment, quickly (proc(5), stat)."""
    found: dict[int, Entry] = {}
    for pid in pids():
        if (one := entry(pid)) is not None:
            found[pid] = one
    return found


def entry(pid: int) -> Entry | None:
    """One of them; None when it is gone."""
    try:
        stat = (PROC / str(pid) / "stat").read_text(errors="replace")
        words = stat.rpartition(")")[2].split()
        return Entry(pid, int(words[1]), int(words[3]), int(words[19]), int(words[21]), words[0])
    except (OSError, IndexError, ValueError):
        return None


def pids() -> list[int]:
    """All processes."""
    try:
        return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
    except OSError:
        return []


def process(pid: int) -> Process | None:
    """One process; None when it is gone."""
    try:
        stat = (PROC / str(pid) / "stat").read_text(errors="replace")
        words = stat.rpartition(")")[2].split()
        command = (PROC / str(pid) / "cmdline").read_bytes().decode("utf-8", "replace")
    except (OSError, IndexError):
        return None
    return Process(
        pid, int(words[1]), words[0], tuple(filter(None, command.split("\0"))), _text(pid, "wchan")
    )


def _text(pid: int, name: str) -> str:
    try:
        return (PROC / str(pid) / name).read_text(errors="replace").strip()
    except OSError:
        return ""


def children() -> dict[int, list[int]]:
    """Processes by their parent."""
    found: dict[int, list[int]] = {}
    for pid in pids():
        one = process(pid)
        if one is not None:
            found.setdefault(one.parent, []).append(pid)
    return found


def descendants(pid: int) -> list[int]:
    """Everything below a process, parents first."""
    below, found, stack = children(), list[int](), [pid]
    while stack:
        for child in below.get(stack.pop(), ()):
            found.append(child)
            stack.append(child)
    return found


def family(pid: int, seen: Mapping[int, Entry] | None = None) -> list[int]:
    """A process, everything below it and the rest of its session, dead ones left out."""
    found = {pid}
    for one in sorted((table() if seen is None else seen).values(), key=lambda one: one.started):
        if one.state != "Z" and (one.parent in found or one.session == pid):
            found.add(one.pid)
    return sorted(found)


def tracked(tracking: str) -> list[int]:
    """The processes that inherited a tracking id in their environment, this one left out."""
    wanted = f"{TRACKING}={tracking}".encode()
    found = []
    for pid in pids():
        if pid == os.getpid():
            continue
        with contextlib.suppress(OSError):
            if wanted in (PROC / str(pid) / "environ").read_bytes().split(b"\0"):
                found.append(pid)
    return found


def end(pids: list[int], grace: float = 1.0) -> None:
    """SIGTERM, then SIGKILL for what is left after `grace` seconds."""
    _send(pids, signal.SIGTERM)
    until = time.monotonic() + grace
    while pids and time.monotonic() < until:
        pids = [pid for pid in pids if (one := process(pid)) is not None and one.state != "Z"]
        time.sleep(0.02)
    _send(pids, signal.SIGKILL)


def _send(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
