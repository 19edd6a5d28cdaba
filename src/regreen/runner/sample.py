"""A look at the processes of a step that do not come to an end.

Every interpreter of a watched step answers to a signal (`inside/regreen_watch.py`); py-spy is asked where one does not
and where it is installed and allowed to look. What comes from the job is read as untrusted data.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from regreen.runner import proc
from regreen.runner.stacks import Thread, threads

NUMBER = signal.SIGRTMIN + 11 if hasattr(signal, "SIGRTMIN") else signal.SIGUSR1
_STACKS, _ANSWERS, _STARTED = "stacks", "answers", "started"
_INSIDE = Path(__file__).parent / "inside"
_PROGRAMS = ("sitecustomize.py", "regreen_watch.py")
_MOST = 16  # interpreters that are asked
_LARGEST = 4 << 20  # bytes of one file that are read
_WAIT = 0.5  # seconds an interpreter has for its answer
_QUIET = 0.03  # seconds after which it is complete
_TIMEOUT = 5  # seconds for py-spy

Place = tuple[str, int, str]
_Kind = TypeVar("_Kind")


class Fixture(msgspec.Struct, frozen=True):
    """A fixture of pytest that was being set up."""

    name: str
    scope: str
    place: Place


class Started(msgspec.Struct, frozen=True):
    """Something that outlives the call it was started in: a thread, a process, an engine; or its end."""

    kind: str
    pid: int
    test: str = ""
    frames: list[Place] = []
    through: list[str] = []
    fixture: Fixture | None = None
    ident: int | None = None
    name: str = ""
    child: int | None = None
    pool: int = 0


class Task(msgspec.Struct, frozen=True):
    """A task of an event loop; `inner` is the call that waits, `frames` those of the user, the innermost first."""

    name: str
    frames: list[Place]
    inner: Place | None = None


class Answer(msgspec.Struct, frozen=True):
    """What only the interpreter itself knows; a thread is its number, its name, and whether it is a daemon."""

    pid: int
    test: str = ""
    main: int | None = None
    threads: list[tuple[int | None, str, bool]] = []
    fixture: Fixture | None = None
    tasks: list[Task] = []


class Sample(Struct):
    """An interpreter at one moment."""

    process: proc.Process
    threads: list[Thread]
    answer: Answer | None = None

    @property
    def main(self) -> Thread | None:
        """Its main thread."""
        ident = self.answer.main if self.answer else None
        known = next((one for one in self.threads if ident and one.ident == ident), None)
        named = next((one for one in self.threads if one.name == "MainThread"), None)
        return known or named or (self.threads[-1] if self.threads else None)


class Watch(Struct):
    """The folder that is put before the PYTHONPATH of a job's steps."""

    folder: Path

    @classmethod
    def create(cls, folder: Path) -> Watch:
        """Make it, and the files that any account may write to."""
        if not folder.is_dir():
            folder.mkdir()
            for name in _PROGRAMS:
                (folder / name).write_bytes((_INSIDE / name).read_bytes())
            for name in (_STACKS, _ANSWERS, _STARTED):
                (folder / name).touch()
                (folder / name).chmod(0o666)
        return cls(folder)

    def samples(self, pid: int) -> list[Sample]:
        """The interpreters below a process, parents first."""
        found: list[Sample] = []
        for child in [pid, *proc.descendants(pid)]:
            one = proc.process(child)
            if one is not None and len(found) < _MOST and _is_python(one):
                stacks, answer = self._asked(child) if _catches(child) else (_dumped(child), None)
                if stacks:
                    found.append(Sample(one, _named(stacks, answer), answer))
        return found

    def started(self) -> list[Started]:
        """What was started, in its order."""
        return list(_read(self.folder / _STARTED, 0, Started))

    def _asked(self, pid: int) -> tuple[list[Thread], Answer | None]:
        stacks, answers = self.folder / _STACKS, self.folder / _ANSWERS
        before, said = _size(stacks), _size(answers)
        with contextlib.suppress(OSError):
            os.kill(pid, NUMBER)
        until, seen, changed = time.monotonic() + _WAIT, before, time.monotonic()
        answer: Answer | None = None
        while time.monotonic() < until:
            time.sleep(0.01)
            if (now := _size(stacks)) != seen:
                seen, changed = now, time.monotonic()
            answer = next((one for one in _read(answers, said, Answer) if one.pid == pid), None)
            if answer is not None and seen > before and time.monotonic() - changed > _QUIET:
                break
        return threads(_text(stacks, before).splitlines()), answer


def _named(stacks: list[Thread], answer: Answer | None) -> list[Thread]:
    names = {ident: name for ident, name, _ in answer.threads} if answer else {}
    for thread in stacks:
        thread.name = names.get(thread.ident) or thread.name
    return stacks


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _text(path: Path, start: int) -> str:
    with contextlib.suppress(OSError), path.open("rb") as file:
        file.seek(start)
        return file.read(_LARGEST).decode("utf-8", "replace")
    return ""


def _read(path: Path, start: int, kind: type[_Kind]) -> Iterator[_Kind]:
    for line in _text(path, start).splitlines():
        with contextlib.suppress(msgspec.MsgspecError):
            yield msgspec.json.decode(line, type=kind)


def _is_python(one: proc.Process) -> bool:
    names = [Path(one.command[0]).name] if one.command else []
    with contextlib.suppress(OSError):
        names.append((proc.PROC / str(one.pid) / "exe").readlink().name)
    return any(name.startswith(("python", "pypy")) for name in names)


def _catches(pid: int) -> bool:
    """Whether a process has a handler for the signal; without one it would die of it (proc(5), SigCgt)."""
    with contextlib.suppress(OSError, ValueError):
        for line in (proc.PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith("SigCgt:"):
                return bool(int(line.split()[1], 16) >> (NUMBER - 1) & 1)
    return False


def _dumped(pid: int) -> list[Thread]:
    program = shutil.which("py-spy")
    if program is None:
        return []
    words = [program, "dump", "--full-filenames", "--pid", str(pid)]
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(words, capture_output=True, text=True, timeout=_TIMEOUT, check=False)
        return threads(done.stdout.splitlines())
    return []
