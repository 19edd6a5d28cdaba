"""A run that is killed at some moment, and what is left of it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from regreen.runner.watchdog import OWNER
from support.command import REGREEN, environment, repository

_PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/run")
_SERVICES = """\
    services:
      db:
        image: postgres:15
        env:
          POSTGRES_PASSWORD: secret
      cache:
        image: redis:7
"""
_WORKFLOW = """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
{services}    steps:
      - uses: actions/checkout@v4
      - uses: actions/cache@v4
        with:
          path: big
          key: k-{key}
      - name: Tests
        run: |
          head -c 20000000 /dev/zero > big
          (setsid sleep 300 &)
          (env -i setsid sleep {hidden} &)
          echo now in the step
          for i in 1 2 3 4 5 6; do sleep 0.1; done
"""
HIDDEN = f"30{os.getpid()}"
"""What a process sleeps that a job started without any environment."""
AT_ONCE = ""
"""The moment in `killed` that is not told by a line."""


@dataclass
class Left:
    """What outlived a run: processes, folders and files."""

    processes: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.processes or self.files)


@dataclass
class Killed:
    """How the run ended, the last line it printed, and what was left."""

    code: int
    last: str
    left: Left
    seconds: float


@dataclass
class Target:
    """A repository whose job has services, a background process, a cache and a post-step."""

    base: Path
    services: bool = True
    options: tuple[str, ...] = ()
    count: int = 0

    def kill(self, moment: str, delay: float, *numbers: signal.Signals, patience: float = 15.0) -> Killed:
        """Start a run, wait for a line that holds `moment` and then `delay` seconds, and send the signals."""
        self.count += 1
        folder = self.base / "shop"
        text = _WORKFLOW.format(services=_SERVICES if self.services else "", key=self.count, hidden=HIDDEN)
        repository(folder, {".github/workflows/ci.yml": text})
        temporary = self.base / "tmp"
        temporary.mkdir(exist_ok=True)
        process = subprocess.Popen(
            [*REGREEN, "run", "--offline", "--warm", *self.options],
            cwd=folder,
            env=environment(self.base, TMPDIR=str(temporary)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        last, rest = _wait_for(process, moment)
        time.sleep(delay)
        for number in numbers:
            process.send_signal(number)
            time.sleep(0.3 if len(numbers) > 1 else 0)
        code = process.wait(60)
        rest.join(patience)
        started = time.monotonic()
        while (left := self._left(process.pid, temporary)) and time.monotonic() - started < patience:
            time.sleep(0.05)
        if process.stderr is not None and not rest.is_alive():
            process.stderr.close()
        return Killed(code, last, left, time.monotonic() - started)

    def _left(self, pid: int, temporary: Path) -> Left:
        """What belongs to this run; neighbours may have runs of their own."""
        files = [str(path) for path in temporary.iterdir()]
        for place in _PLACES:
            for path in Path(place).glob("rgs-*"):
                with contextlib.suppress(OSError):
                    if (path / OWNER).read_text().split()[0] == str(pid):
                        files.append(str(path))
        for pattern in ("*.new", "*.tmp", "*.lock", ".new-*"):
            files += [str(path) for path in (self.base / ".cache").rglob(pattern) if "/uv/" not in str(path)]
        return Left(_processes([str(self.base), *files]), sorted(set(files)))


def _wait_for(process: subprocess.Popen[str], moment: str) -> tuple[str, threading.Thread]:
    """The last line, and who reads away what comes later."""
    last = ""
    assert process.stderr is not None
    seen = []
    while moment and moment not in last:
        last = process.stderr.readline()
        seen.append(last)
        if not last:
            raise AssertionError(f"no line with {moment!r} came: {''.join(seen[-60:])}")
    rest = threading.Thread(target=process.stderr.read, daemon=True)
    rest.start()
    return last, rest


def _processes(marks: list[str]) -> list[str]:
    """The processes that have one of these in their command or environment, and those that a job hid."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes()
                said = command + (entry / "environ").read_bytes()
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                if state != "Z" and any(mark.encode() in said for mark in (*marks, HIDDEN)):
                    found.append(f"{entry.name} {command.decode('utf-8', 'replace')}")
    return found
