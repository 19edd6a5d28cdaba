"""What a silent process is doing, before it is ended: the tree of processes, and where the threads of Python are.

py-spy shows them where it is installed and allowed to; else Python's own faulthandler does, which `sitecustomize`
registers for SIGUSR1 in every interpreter of a step that is watched. Formats: `py-spy dump`, and faulthandler's
`File "x.py", line 3 in name` below `Thread 0x… (most recent call first):`.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from regreen.runner import proc

MARK = "[watch]"
CUSTOMIZE = """\
import contextlib

with contextlib.suppress(Exception):
    import faulthandler
    import signal

    faulthandler.register(signal.SIGUSR1, all_threads=True)
"""
_TIMEOUT = 5  # seconds for py-spy
_THREAD = re.compile(
    r"^(?:(?P<current>Current thread|Thread) 0x[0-9a-f]+ (?:\[(?P<called>[^\]]{1,100})\] )?\(most recent call first\):"
    r"|Thread (?:0x)?[0-9A-Fa-f]+ \([^)]{1,40}\)(?:: \"(?P<name>[^\"]{1,100})\")?)$"
)
_FRAME = re.compile(
    r"^ +(?:File \"(?P<file>[^\"]{1,400})\", line (?P<row>\d+) in (?P<function>\S+)"
    r"|(?P<py_function>\S{1,200}) \((?P<py_file>[^()]{1,400}):(?P<py_row>\d+)\))$"
)
_LIBRARY = re.compile(r"/site-packages/|/dist-packages/|/lib/python\d|^<frozen |/lib64/python\d")


@dataclass(frozen=True, slots=True)
class Frame:
    """One call of a stack."""

    file: str
    row: int
    function: str

    @property
    def shown(self) -> str:
        """`function (file:row)`."""
        return f"{self.function} ({self.file}:{self.row})"


@dataclass(slots=True)
class Thread:
    """A thread and its stack, the innermost call first."""

    name: str
    frames: list[Frame] = field(default_factory=list)

    @property
    def own(self) -> Frame | None:
        """The innermost call that is none of a library's."""
        return next((frame for frame in self.frames if not _LIBRARY.search(frame.file)), None)

    @property
    def ends(self) -> bool:
        """Whether it waits for other threads at the interpreter's end."""
        return any(frame.function in ("_shutdown", "wait_for_thread_shutdown") for frame in self.frames[:4])


def describe(pid: int) -> Iterator[str]:
    """Lines that name each process below `pid` and what it waits for, and the threads py-spy sees."""
    below = [pid, *proc.descendants(pid)]
    for child in below:
        one = proc.process(child)
        if one is not None:
            yield f"{MARK} process {one.pid} ({one.state}, {one.wchan or '-'}): {one.shown}"
    for child in below:
        if _is_python(child):
            yield from _dump(child)


def ask(pid: int) -> None:
    """Have the interpreters below `pid` print their stacks, if they know how; where py-spy is, nobody is asked."""
    if shutil.which("py-spy"):
        return
    for child in [pid, *proc.descendants(pid)]:
        if _catches(child, signal.SIGUSR1):
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGUSR1)


def _is_python(pid: int) -> bool:
    one = proc.process(pid)
    return one is not None and bool(one.command) and "python" in Path(one.command[0]).name


def _catches(pid: int, number: signal.Signals) -> bool:
    """Whether a process has a handler for a signal; without one it would die of it (proc(5), SigCgt)."""
    with contextlib.suppress(OSError, ValueError):
        for line in (proc.PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith("SigCgt:"):
                return _is_python(pid) and bool(int(line.split()[1], 16) >> (number - 1) & 1)
    return False


def _dump(pid: int) -> Iterator[str]:
    program = shutil.which("py-spy")
    if program is None:
        return
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(
            [program, "dump", "--full-filenames", "--pid", str(pid)],
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
        yield from done.stdout.splitlines()


def threads(lines: Iterable[str]) -> list[Thread]:
    """The threads in what py-spy or faulthandler printed."""
    found: list[Thread] = []
    for line in lines:
        if match := _THREAD.match(line):
            name = (
                match["name"]
                or match["called"]
                or ("MainThread" if match["current"] == "Current thread" else "")
            )
            found.append(Thread(name))
        elif found and (frame := _FRAME.match(line)):
            file, row = frame["file"] or frame["py_file"], frame["row"] or frame["py_row"]
            found[-1].frames.append(Frame(file, int(row), frame["function"] or frame["py_function"]))
    return [thread for thread in found if thread.frames]


def culprit(lines: Iterable[str]) -> str:
    """Who keeps the process from ending or going on, in one sentence; empty where the stacks do not tell."""
    found = threads(lines)
    main = next((thread for thread in found if thread.name == "MainThread"), found[-1] if found else None)
    if main is None:
        return ""
    if main.ends:
        others = [thread for thread in found if thread is not main]
        shown = [_said(thread) for thread in others]
        return "the program is through, but threads keep it alive: " + "; ".join(shown) if shown else ""
    place = main.own or main.frames[0]
    return f"it waits in {main.frames[0].function}, called from {place.shown}"


def _said(thread: Thread) -> str:
    place = thread.own or thread.frames[0]
    name = f"'{thread.name}' " if thread.name else ""
    return f"{name}in {place.shown}"
