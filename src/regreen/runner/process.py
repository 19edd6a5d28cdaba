"""One program: its output line by line, its time limits, and the ladder of signals that ends it.

The ladder is that of actions/runner (Sdk/ProcessInvoker.cs): SIGINT, 7.5 seconds, SIGTERM, 2.5 seconds, then
SIGKILL for every process below it.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from regreen.runner.proc import descendants

AFTER_INTERRUPT, AFTER_TERMINATE = 7.5, 2.5
_POLL = 0.2  # seconds between looks at limits
_QUIET = 0.5  # seconds without output after which a stream that outlives its program is left to a thread
_SHORT = 1.0  # seconds between the rungs for a silent program
_EVIDENCE = 0.5  # seconds in which a process may say what it is doing
_LINGER = 10  # seconds after which it is, however much it says
_CHUNK = 1 << 16
_LONGEST = 1 << 20  # characters of a line that has no end yet


class End(Enum):
    """Why a program is no longer there."""

    EXITED = "exited"
    TIMED_OUT = "timed out"
    CANCELLED = "cancelled"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Exit:
    """How a program ended; a signal gives 128 and its number, as a shell does."""

    code: int
    end: End = End.EXITED


@dataclass(frozen=True, slots=True)
class Limits:
    """When to end a program. `deadline` is a time of the monotonic clock, `silence` seconds without a line,
    `on_overdue` is told the process id before it is ended for one of these; `cancelled` is asked all the time.
    """

    deadline: float | None = None
    silence: float | None = None
    on_overdue: Callable[[int], None] = lambda pid: None
    cancelled: Callable[[], bool] = lambda: False


def run_process(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    on_line: Callable[[str], None],
    limits: Limits,
) -> Exit:
    """Run a program in a session of its own, both output streams in one. Raises `OSError` when it does not start."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        restore_signals=True,
    )
    return _Watched(process, on_line, limits).wait()


class _Watched:
    def __init__(
        self, process: subprocess.Popen[bytes], on_line: Callable[[str], None], limits: Limits
    ) -> None:
        assert process.stdout is not None
        self._process = process
        self._out = process.stdout
        self._decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")("replace"), True)
        self._on_line = on_line
        self._limits = limits
        self._partial = ""
        self._spoke = time.monotonic()
        self._gone = 0.0
        self._ladder: list[tuple[float, Callable[[], None]]] = []
        self._end = End.EXITED

    def wait(self) -> Exit:
        os.set_blocking(self._out.fileno(), False)
        open_ = True
        with selectors.DefaultSelector() as selector:
            selector.register(self._out, selectors.EVENT_READ)
            while open_ and not self._finished():
                if selector.select(_POLL):
                    open_ = self._read()
                self._look()
        while self._process.poll() is None:
            self._look()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_POLL)
        self._feed(self._decoder.decode(b"", True))
        if self._partial:
            self._on_line(self._partial)
        if open_:
            threading.Thread(target=_drain, args=(self._out,), daemon=True).start()
        else:
            self._out.close()
        code = self._process.returncode
        return Exit(code if code >= 0 else 128 - code, self._end)

    def _finished(self) -> bool:
        """The program is gone, and what it left behind has been quiet for a moment (or will never be)."""
        if self._process.poll() is None:
            return False
        now = time.monotonic()
        self._gone = self._gone or now
        return now - max(self._spoke, self._gone) > _QUIET or now - self._gone > _LINGER

    def _read(self) -> bool:
        try:
            data = os.read(self._out.fileno(), _CHUNK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._spoke = time.monotonic()
        self._feed(self._decoder.decode(data))
        return bool(data)

    def _feed(self, text: str) -> None:
        *lines, self._partial = (self._partial + text).split("\n")
        for line in lines:
            self._on_line(line)
        if len(self._partial) > _LONGEST:
            self._on_line(self._partial)
            self._partial = ""

    def _look(self) -> None:
        """Climb the ladder, or see whether it is time to put it up."""
        now = time.monotonic()
        if self._process.poll() is not None:
            return
        if self._ladder:
            at, act = self._ladder[0]
            if now >= at:
                self._ladder.pop(0)
                act()
        elif self._end is End.EXITED and (end := self._overdue(now)):
            self._end = end
            if end is not End.CANCELLED:
                self._limits.on_overdue(self._process.pid)
            self._climb()

    def _overdue(self, now: float) -> End | None:
        if self._limits.cancelled():
            return End.CANCELLED
        if self._limits.deadline is not None and now >= self._limits.deadline:
            return End.TIMED_OUT
        silence = self._limits.silence
        return End.SILENT if silence is not None and now - self._spoke >= silence else None

    def _climb(self) -> None:
        """Silence is our own reason, with a ladder of our own: it is short and for the whole group."""
        silent = self._end is End.SILENT
        first, second = (_SHORT, _SHORT) if silent else (AFTER_INTERRUPT, AFTER_TERMINATE)
        now = time.monotonic() + (0.0 if self._end is End.CANCELLED else _EVIDENCE)
        self._ladder = [
            (now, lambda: self._signal(signal.SIGINT, silent)),
            (now + first, lambda: self._signal(signal.SIGTERM, silent)),
            (now + first + second, self._kill),
        ]

    def _signal(self, number: signal.Signals, group: bool) -> None:
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self._process.pid, number)

    def _kill(self) -> None:
        below = descendants(self._process.pid)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for pid in below:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def _drain(stream: io.BufferedReader) -> None:
    """Read on for a server that a script left in the background, so that it never waits for us."""
    with stream, contextlib.suppress(OSError, ValueError):
        os.set_blocking(stream.fileno(), True)
        while os.read(stream.fileno(), _CHUNK):
            pass
