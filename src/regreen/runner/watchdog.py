"""Ends everything that a run started when the run itself is gone, however it ended.

This file is a program of its own, standard library only. It reads lines from its standard input: `track ID` (kill
what has this RUNNER_TRACKING_ID in its environment), `kill PID`, `quit PID` (SIGQUIT comes first, for servers that hold
shared memory), `remove FOLDER`. At the end of the input, which comes when the other end of the pipe dies, it does all
of that.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

_GRACE = 1.0  # seconds for SIGQUIT


class Watchdog:
    """The other end of the pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def tell(self, line: str) -> None:
        """Say one line of the above."""
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.write(line.encode("utf-8", "surrogateescape") + b"\n")
                self._process.stdin.flush()

    def end(self) -> None:
        """Let it do its work, and wait for that."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(30)


def main() -> None:
    """Wait for the end of the input, then clean up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    orders: list[tuple[str, str]] = []
    for raw in sys.stdin.buffer:
        verb, _, argument = raw.decode("utf-8", "surrogateescape").rstrip("\n").partition(" ")
        orders.append((verb, argument))
    _quit([argument for verb, argument in orders if verb == "quit"])
    for _ in range(3):
        if not _kill(orders):
            break
        time.sleep(0.05)
    for verb, argument in orders:
        if verb == "remove":
            shutil.rmtree(argument, ignore_errors=True)


def _quit(arguments: list[str]) -> None:
    for argument in arguments:
        if _same(argument):
            with suppress(OSError):
                os.kill(int(argument.split()[0]), signal.SIGQUIT)
    until = time.monotonic() + _GRACE
    while time.monotonic() < until and any(_same(argument) for argument in arguments):
        time.sleep(0.02)


def _kill(orders: list[tuple[str, str]]) -> bool:
    ids = [f"RUNNER_TRACKING_ID={argument}".encode() for verb, argument in orders if verb == "track"]
    found = [
        int(argument.split()[0]) for verb, argument in orders if verb in ("kill", "quit") and _same(argument)
    ]
    for entry in Path("/proc").iterdir() if Path("/proc").is_dir() else ():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with suppress(OSError):
                environment = (entry / "environ").read_bytes().split(b"\0")
                if any(one in environment for one in ids):
                    found.append(int(entry.name))
    for pid in found:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    return bool(found)


def _same(argument: str) -> bool:
    """Whether `PID START` is still the process that was meant: numbers are used again."""
    pid, _, start = argument.partition(" ")
    with suppress(OSError, IndexError):
        words = Path("/proc", pid, "stat").read_text(errors="replace").rpartition(")")[2].split()
        return not start or words[19] == start
    return False


if __name__ == "__main__":
    main()
