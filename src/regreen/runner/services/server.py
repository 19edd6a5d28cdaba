"""A server process of ours: started as somebody who is not root, waited for, stopped."""

from __future__ import annotations

import contextlib
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from regreen.runner.state import ActionFailed

_READY = 30.0  # seconds
_STOP = 5.0


@dataclass(slots=True)
class Account:
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
        self, words: Sequence[str], *, env: Mapping[str, str], cwd: Path
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a program to its end."""
        return subprocess.run(
            words, env=dict(env), cwd=cwd, capture_output=True, timeout=60, check=False, user=self.uid, group=self.gid,
            extra_groups=[] if self.uid is not None else None,
        )  # fmt: skip


@dataclass(slots=True)
class Server:
    """A server that runs; `log` is the file it writes to."""

    process: subprocess.Popen[bytes]
    log: Path
    folder: Path
    port: int
    stop_signal: signal.Signals = signal.SIGTERM
    after: list[Callable[[], None]] = field(default_factory=list)

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
        with log.open("wb") as out:
            process = subprocess.Popen(
                words, env=dict(env), cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                start_new_session=True, user=account.uid, group=account.gid,
                extra_groups=[] if account.uid is not None else None,
            )  # fmt: skip
        tell(f"kill {process.pid} {_start_time(process.pid)}")
        return cls(process, log, folder, port)

    def wait(self, ready: Callable[[], bool], name: str) -> None:
        """Wait until it answers. Raises `ActionFailed` with its last words where it does not."""
        until = time.monotonic() + _READY
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            if ready():
                return
            time.sleep(0.02)
        raise ActionFailed(
            f"Failed to initialize container {name}: {' / '.join(self.said(3)) or 'no answer'}"
        )

    def said(self, count: int) -> list[str]:
        """The last lines of its log."""
        try:
            text = self.log.read_bytes()[-200_000:].decode("utf-8", "replace")
        except OSError:
            return []
        return text.splitlines()[-count:]

    def stop(self) -> None:
        """End it, in its own way first."""
        for number in (self.stop_signal, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number) if number is signal.SIGKILL else self.process.send_signal(
                    number
                )
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_STOP)
                break


def _start_time(pid: int) -> str:
    """When a process was started, in the kernel's ticks: with the number it names it for good."""
    try:
        return Path("/proc", str(pid), "stat").read_text(errors="replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
