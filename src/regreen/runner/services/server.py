"""A server process of ours: started as somebody who is not root, waited for, stopped."""

from __future__ import annotations

import contextlib
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from regreen.runner.state import ActionFailed

READY = 30.0
"""Seconds in which a server has to answer where nothing else is said."""
_STOP = 5.0
_POLL = 0.005


class Account(Struct, frozen=True):
    """Who runs the servers: nobody where we are root, else ourselves."""

    uid: int | None = None
    gid: int | None = None

    @classmethod
    def choose(cls) -> Account:
        """PostgreSQL refuses root, and no server needs it."""
        if os.geteuid() != 0:
            return cls()
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam("nobody")
            return cls(entry.pw_uid, entry.pw_gid)
        return cls(65534, 65534)

    def reaches(self, path: Path) -> bool:
        """Whether they can get to a file or folder: every folder above it lets anybody through."""
        if self.uid is None:
            return True
        try:
            return all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)
        except OSError:
            return False

    def own(self, path: Path) -> None:
        """Give a folder to them."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def run(
        self,
        words: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path,
        text: str = "",
        timeout: float = 120.0,
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a program to its end."""
        return subprocess.run(
            words, env=dict(env), cwd=cwd, capture_output=True, timeout=timeout, check=False, input=text.encode(),
            user=self.uid, group=self.gid, extra_groups=[] if self.uid is not None else None,
        )  # fmt: skip

    def start(
        self, words: Sequence[str], *, env: Mapping[str, str], folder: Path, log: Path
    ) -> subprocess.Popen[bytes]:
        """Start a program in a session of its own."""
        with log.open("ab") as out:
            return subprocess.Popen(
                words, env=dict(env), cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                start_new_session=True, user=self.uid, group=self.gid,
                extra_groups=[] if self.uid is not None else None,
            )  # fmt: skip


class Server(Struct):
    """A server that runs; `log` is the file it writes to, `helpers` are processes that it cannot do without."""

    process: subprocess.Popen[bytes]
    log: Path
    folder: Path
    port: int
    stop_signal: signal.Signals = signal.SIGTERM
    helpers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @classmethod
    def start(
        cls,
        words: Sequence[str],
        *,
        account: Account,
        env: Mapping[str, str],
        folder: Path,
        port: int,
        tell: Callable[[str], None],
    ) -> Server:
        """Start it; the watchdog knows it from the first moment."""
        log = folder / "server.log"
        process = account.start(words, env=env, folder=folder, log=log)
        tell(named(process.pid))
        return cls(process, log, folder, port)

    def wait(self, ready: Callable[[], bool], name: str, seconds: float = READY) -> None:
        """Wait until it answers. Raises `ActionFailed` with its last words where it does not; it is ended, then."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            if ready():
                return
            time.sleep(_POLL)
        said = " / ".join(self.said(3)) or "no answer"
        self.stop()
        raise ActionFailed(f"Failed to initialize container {name}: {said}")

    def said(self, count: int) -> list[str]:
        """The last lines of its log."""
        try:
            text = self.log.read_bytes()[-200_000:].decode("utf-8", "replace")
        except OSError:
            return []
        return text.splitlines()[-count:]

    def stop(self) -> None:
        """End it, in its own way first, and everything in its session."""
        self._end(self.process, self.stop_signal)
        for helper in self.helpers:
            self._end(helper, signal.SIGTERM)

    @staticmethod
    def _end(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
            if process.poll() is None:
                process.send_signal(number)
                process.wait(_STOP)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_STOP)


def named(pid: int) -> str:
    """The line that tells the watchdog of a process."""
    return f"quit {pid} {_start_time(pid)}"


def _start_time(pid: int) -> str:
    """When a process was started, in the kernel's ticks: with the number it names it for good."""
    try:
        return Path("/proc", str(pid), "stat").read_text(errors="replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
