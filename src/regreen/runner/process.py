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
from enum import Enum
from pathlib import Path

from msgspec import Struct

from regreen.runner.proc import family

AFTER_INTERRUPT, AFTER_TERMINATE = 7.5, 2.5
_POLL = 0.2  # seconds between looks at limits
_QUIET = 0.5  # seconds without output after which a stream that outlives its program is left to a thread
_SHORT = 1.0  # seconds between the rungs for a silent program
_EVIDENCE = 0.5  # seconds in which a process may say what it is doing
_ROUNDS, _SETTLE = 50, 0.02  # of killing what is left, and the seconds between them
_LINGER = 10  # seconds after which it is, however much it says
_CHUNK = 1 << 16
_MANY = 64  # lines of one chunk
_LONGEST = 1 << 20  # characters of a line that has no end yet


class End(Enum):
    """Why a program is no longer there."""

    EXITED = "exited"
    TIMED_OUT = "timed out"
    CANCELLED = "cancelled"
    STOPPED = "stopped"


class Stop(Struct, frozen=True):
    """Why a program has to be ended: a sentence, and who is to blame where that is known. `interrupt`: with an
    interruption first, that it may tell where it stands; `at_once`: without a word.
    """

    reason: str
    culprit: str = ""
    interrupt: bool = True
    at_once: bool = False


class Exit(Struct, frozen=True):
    """How a program ended; a signal gives 128 and its number, as a shell does."""

    code: int
    end: End = End.EXITED
    stop: Stop | None = None


class Limits(Struct, frozen=True):
    """When to end a program. `deadline` is a time of the monotonic clock; `on_overdue` is told the process id before
    the program is ended for it. `guard` is asked all the time with the process id and the seconds since the
    program spoke last, and `cancelled` likewise.
    """

    deadline: float | None = None
    on_overdue: Callable[[int], None] = lambda pid: None
    guard: Callable[[int, float], Stop | None] = lambda pid, silent: None
    cancelled: Callable[[], bool] = lambda: False


def run_process(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    on_line: Callable[[str], None],
    limits: Limits,
    in_bulk: Callable[[Sequence[str]], bool] = lambda lines: False,
) -> Exit:
    """Run a program in a session of its own, both output streams in one; many lines at once are offered to `in_bulk`
    first. Raises `OSError` when it does not start.
    """
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
    return _Watched(process, on_line, limits, in_bulk).wait()


class _Watched:
    def __init__(
        self,
        process: subprocess.Popen[bytes],
        on_line: Callable[[str], None],
        limits: Limits,
        in_bulk: Callable[[Sequence[str]], bool],
    ) -> None:
        assert process.stdout is not None
        self._process = process
        self._out = process.stdout
        self._decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")("replace"), True)
        self._on_line = on_line
        self._in_bulk = in_bulk
        self._limits = limits
        self._partial = ""
        self._spoke = time.monotonic()
        self._gone = 0.0
        self._ladder: list[tuple[float, Callable[[], None]]] = []
        self._end = End.EXITED
        self._stop: Stop | None = None
        self._looked = 0.0

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
        return Exit(code if code >= 0 else 128 - code, self._end, self._stop)

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
        if len(lines) < _MANY or not self._in_bulk(lines):
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
            if end is End.TIMED_OUT:
                self._limits.on_overdue(self._process.pid)
            self._climb()

    def _overdue(self, now: float) -> End | None:
        if self._limits.cancelled():
            return End.CANCELLED
        if self._limits.deadline is not None and now >= self._limits.deadline:
            return End.TIMED_OUT
        if now - self._looked < _POLL:
            return None
        self._looked = now
        self._stop = self._limits.guard(self._process.pid, now - self._spoke)
        return End.STOPPED if self._stop is not None else None

    def _climb(self) -> None:
        """A reason of our own has a ladder of our own: it is short and for the whole group."""
        stopped = self._end is End.STOPPED
        if self._stop is not None and self._stop.at_once:
            self._ladder = [(0.0, self._kill)]
            return
        first, second = (_SHORT, _SHORT) if stopped else (AFTER_INTERRUPT, AFTER_TERMINATE)
        now = time.monotonic() + (_EVIDENCE if self._end is End.TIMED_OUT else 0.0)
        if self._stop is not None and not self._stop.interrupt:
            first = 0.0
        self._ladder = [
            *([(now, lambda: self._signal(signal.SIGINT, stopped))] if first else []),
            (now + first, lambda: self._signal(signal.SIGTERM, stopped)),
            (now + first + second, self._kill),
        ]

    def _signal(self, number: signal.Signals, group: bool) -> None:
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self._process.pid, number)

    def _kill(self) -> None:
        """End all of them; they are stopped first, so that none makes a new one meanwhile."""
        for _ in range(_ROUNDS):
            pids = [pid for pid in family(self._process.pid) if pid != self._process.pid]
            for number in (signal.SIGSTOP, signal.SIGKILL):
                for pid in (*pids, self._process.pid):
                    with contextlib.suppress(ProcessLookupError, PermissionError):
                        os.kill(pid, number)
            if not pids:
                break
            time.sleep(_SETTLE)


def _drain(stream: io.BufferedReader) -> None:
    """Read on for a server that a script left in the background, so that it never waits for us."""
    with stream, contextlib.suppress(OSError, ValueError):
        os.set_blocking(stream.fileno(), True)
        while os.read(stream.fileno(), _CHUNK):
            pass
