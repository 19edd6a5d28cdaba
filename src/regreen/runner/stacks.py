"""Stacks of Python's threads, read from what py-spy or faulthandler prints.

Formats: `py-spy dump`, and faulthandler's `File "x.py", line 3 in name` below `Thread 0x… (most recent call first):`
(with `[name]` since Python 3.14).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct, field

_THREAD = re.compile(
    r"^(?:(?P<current>Current thread|Thread) 0x(?P<ident>[0-9a-f]{1,16}) (?:\[(?P<called>[^\]]{1,100})\] )?"
    r"\(most recent call first\):"
    r"|Thread (?:0x)?[0-9A-Fa-f]+ \([^)]{1,40}\)(?:: \"(?P<name>[^\"]{1,100})\")?)$"
)
_FRAME = re.compile(
    r"^ +(?:File \"(?P<file>[^\"]{1,400})\", line (?P<row>\d+) in (?P<function>\S+)"
    r"|(?P<py_function>\S{1,200}) \((?P<py_file>[^()]{1,400}):(?P<py_row>\d+)\))$"
)
_LIBRARY = re.compile(r"/site-packages/|/dist-packages/|/lib(?:64)?/python\d|/bin/[^/]+$|^<")
_INSTALLED = re.compile(r"^.*/(?:site|dist)-packages/|^.*/lib(?:64)?/python\d[\d.]*/")
_AT_THE_END = ("_shutdown", "wait_for_thread_shutdown", "_exit_function", "_python_exit", "_run_finalizers")


class Frame(Struct, frozen=True):
    """One call of a stack."""

    file: str
    row: int
    function: str

    @property
    def is_library(self) -> bool:
        """Whether it is code that somebody installed, or Python's own."""
        return bool(_LIBRARY.search(self.file))

    @property
    def shown(self) -> str:
        """`function (file:row)`; a library's file without the folder it is installed in."""
        return f"{self.function} ({_INSTALLED.sub('', self.file)}:{self.row})"


class Thread(Struct):
    """A thread and its stack, the innermost call first; `ident` is Python's number for it (0: not known)."""

    name: str
    ident: int = 0
    frames: list[Frame] = field(default_factory=list)

    @property
    def own(self) -> Frame | None:
        """The innermost call that is none of a library's."""
        return next((frame for frame in self.frames if not frame.is_library), None)

    @property
    def ends(self) -> bool:
        """Whether it waits for others at the interpreter's end."""
        return self.own is None and any(frame.function in _AT_THE_END for frame in self.frames)


def threads(lines: Iterable[str]) -> list[Thread]:
    """The threads in what py-spy or faulthandler printed."""
    found: list[Thread] = []
    for line in lines:
        if match := _THREAD.match(line):
            current = "MainThread" if match["current"] == "Current thread" else ""
            name = match["name"] or match["called"] or current
            found.append(Thread(name, int(match["ident"] or "0", 16)))
        elif found and (frame := _FRAME.match(line)):
            file, row = frame["file"] or frame["py_file"], frame["row"] or frame["py_row"]
            found[-1].frames.append(Frame(file, int(row), frame["function"] or frame["py_function"]))
    return [thread for thread in found if thread.frames]
