"""How GitHub lays out the log files of a run, in its zip and in the folder somebody unpacked it to.

    0_test.txt                  the whole log of a job; numbers may be negative
    test/1_Set up job.txt       the log of one step of that job; numbers have gaps
    test/system.txt             the runner's own diagnostics

Either kind can be missing. Names are those of the workflow without the characters that a path cannot
have (dropped, or replaced by `_`), cut to some length, and with a number appended where two would be equal.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

_NUMBERED = re.compile(r"(-?\d{1,20})_(.{1,400})\.txt", re.DOTALL)
_FIRST_STEP = "1_Set up job.txt"
_DIAGNOSTICS = "system.txt"
_DROPPED = re.compile(r"[\\/:*?\"<>|_\s]+")
_SHORTEST_CUT = 40  # characters of a key; names are cut at 80 and more


@dataclass(frozen=True, slots=True)
class Place:
    """What the file at `path` holds: the log of a job, of one step of it, or (no job) just a log."""

    path: str
    job: str = ""
    step_name: str = ""
    step_number: int = 0


def job_key(name: str) -> str:
    """A job's name as far as it survives in a file name: equal for the job and for its file."""
    return _DROPPED.sub("", name).casefold()


def same_job(name: str, other: str) -> bool:
    """True where one name may be what a path has left of the other."""
    first, second = sorted((job_key(name), job_key(other)), key=len)
    return first == second or (len(first) >= _SHORTEST_CUT and second.startswith(first))


def plausible(path: str) -> bool:
    """True where the file name is one that logs have: `.log`, `.txt` (also gzipped) or no suffix at all."""
    pure = PurePosixPath(path)
    if "__MACOSX" in pure.parts:
        return False
    if _NUMBERED.fullmatch(pure.name):
        return True
    if any(part.startswith(".") for part in pure.parts):
        return False
    suffixes = [suffix.lower() for suffix in pure.suffixes]
    if suffixes[-1:] == [".gz"]:
        return suffixes[-2:-1] in ([".log"], [".txt"])
    return not suffixes or suffixes[-1] in (".log", ".txt")


def arrange(paths: Iterable[str], root: str = "") -> list[Place]:
    """The files that hold logs, each once, in a stable order.

    The whole log of a job is preferred to the logs of its steps; steps come in the order of their number.
    `root` is the name of the folder that the paths start from: a job's, where steps lie in it directly.
    """
    folders: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    others: list[str] = []
    for path in paths:
        folder, _, name = path.rpartition("/")
        match = _NUMBERED.fullmatch(name)
        if match:
            folders[folder].append((int(match[1]), match[2], path))
        elif name != _DIAGNOSTICS:
            others.append(path)
    places: list[Place] = []
    for folder in sorted(folders):
        places += _places(folder, folders, root)
    return places + [Place(path) for path in sorted(others)]


def _places(folder: str, folders: dict[str, list[tuple[int, str, str]]], root: str) -> list[Place]:
    files = sorted(folders[folder])
    if not _holds_steps(folder, folders):
        return [Place(path, job=name) for _, name, path in files]
    parent, _, job = folder.rpartition("/")
    whole = folders.get(parent, []) if folder and not _holds_steps(parent, folders) else []
    if any(same_job(name, job) for _, name, _ in whole):
        return []
    return [Place(path, job or root, name, number) for number, name, path in files]


def _holds_steps(folder: str, folders: dict[str, list[tuple[int, str, str]]]) -> bool:
    files = folders.get(folder, [])
    if any(path.rpartition("/")[2] == _FIRST_STEP for _, _, path in files):
        return True
    if not folder or any(number <= 0 for number, _, _ in files):
        return False
    return bool(files)
