"""What a shell says of a command that did not end by itself: bash's job messages and the codes of POSIX.

`script.sh: line 1:  1950 Killed   pytest` (jobs.c of bash), `Killed` alone (dash, make), and exit codes above 128
(128 + the number of the signal) that the runner reports; 124 is `timeout` of coreutils.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import CommandFailed, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window

_JOB = Pattern(
    r"(?:line \d+:|^\[\d+\][+-]?)\s*(?:\d+ )?"
    r"(?P<how>Killed|Terminated|Segmentation fault|Aborted|Bus error|Illegal instruction)\b"
    r"(?:\s+\(core dumped\))?(?:\s+(?P<program>\S.*))?$"
)
_ALONE = Pattern(
    r"^\s*(?P<how>Killed|Terminated|Segmentation fault|Aborted|Bus error|Illegal instruction)(?: \(core dumped\))?\s*$"
)
_KERNEL = Pattern(
    r"(?:Out of memory: Killed process \d+ \((?P<program>[^)]+)\)|oom-kill:|OOMKilled|Memory cgroup out of memory)"
)
_MAKE = Pattern(r"^make(?:\[\d+\])?: \*\*\* \[[^\]]*\] (?P<how>Killed|Terminated|Segmentation fault|Aborted)")
_EXIT = Pattern(
    r"(?:exit(?:ed)?(?: with)?(?: code| status)?|code|status)[ :=]{1,3}(?P<code>124|13[0-9]|143)\b"
)
_HEAP = Pattern(
    r"(?:JavaScript heap out of memory|java\.lang\.OutOfMemoryError|Cannot allocate memory|std::bad_alloc|MemoryError\b|virtual memory exhausted|c[ck]1plus: out of memory|fatal error: Killed signal terminated program (?P<program>\S+))"
)
_KINDS = {
    "Killed": ("killed", 137),
    "Terminated": ("terminated", 143),
    "Segmentation fault": ("segfault", 139),
    "Aborted": ("aborted", 134),
    "Bus error": ("segfault", 135),
    "Illegal instruction": ("illegal-instruction", 132),
}
_CODES = {
    124: "timeout",
    132: "illegal-instruction",
    134: "aborted",
    135: "segfault",
    137: "killed",
    139: "segfault",
    143: "terminated",
}


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    text = line.text
    make = _MAKE.match(text)
    job = make or _ALONE.match(text) or _JOB.search(text)
    if kernel := _KERNEL.search(text):
        yield CommandFailed(
            tool="kernel", line=line, kind="killed", program=kernel["program"] or "", code=137
        )
    elif heap := _HEAP.search(text):
        yield CommandFailed(
            tool="shell", line=line, kind="out-of-memory", program=heap["program"] or "", code=0
        )
    elif job:
        kind, code = _KINDS[job["how"]]
        program = (job.groupdict().get("program") or "").split(" ")[0]
        yield CommandFailed(tool="shell", line=line, kind=kind, program=program, code=code)
    elif (exited := _EXIT.search(text)) and int(exited["code"]) in _CODES:
        code = int(exited["code"])
        yield CommandFailed(tool="shell", line=line, kind=_CODES[code], code=code)


TOOL = Tool(
    name="shell",
    anchors=(
        "Killed",
        "Terminated",
        "Segmentation fault",
        "Aborted",
        "Bus error",
        "Illegal instruction",
        "Out of memory",
        "out of memory",
        "oom-kill",
        "OOMKilled",
        "OutOfMemoryError",
        "Cannot allocate memory",
        "std::bad_alloc",
        "MemoryError",
        "memory exhausted",
        " 124",
        " 132",
        " 134",
        " 137",
        " 139",
        " 143",
    ),
    read=_read,
)
