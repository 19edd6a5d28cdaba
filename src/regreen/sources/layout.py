"""How GitHub lays out the log files of a run, in its zip and in the folder somebody unpacked it to.

    0_test.txt                  the whole log of a job; numbers may be negative
    test/1_Set up job.txt       the log of one step of that job; numbers have gaps
    test/system.txt             the runner's own diagnostics

Either kind can be missing. Names are those of the workflow without the characters that a path cannot
have (dropped, or replaced by `_`), cut to some length, and with a number appended where two would be equal.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from msgspec import Struct

REPORT = ".xml"
_NUMBERED = re.compile(r"(-?\d{1,20})_(.{1,400})\.txt", re.DOTALL)
_FIRST_STEP = "1_Set up job.txt"
_DIAGNOSTICS = "system.txt"
_DROPPED = re.compile(r"[\\/:*?\"<>|_\s]+")
_SHORTEST_CUT = 40  # characters of a key; names are cut at 80 and more


class Place(Struct, frozen=True):
    """What the file at `path` holds: the log of a job, of one step of it, or (no job) just a log."""

    path: str
    job: str = ""
    step_name: str = ""
    step_number: int = 0


def job_key(name: str) -> str:
    """A job's name as far as it survives in a file name: equal for the job and for its file."""
    return _DROPPED.sub("", name).casefold()


def is_cut(key: str, whole: str) -> bool:
    """True where one key may be what is left of the other in a file name that was cut."""
    return len(key) >= _SHORTEST_CUT and whole.startswith(key)


def plausible(path: str) -> bool:
    """True where the file name is one that logs have: `.log`, `.txt` (also gzipped) or no suffix at all; or one that
    reports of tests have (`.xml`), which their content must confirm.
    """
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
    return not suffixes or suffixes[-1] in (".log", ".txt", REPORT)


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
    steps = {folder for folder, files in folders.items() if _holds_steps(folder, files)}
    whole = {folder: _Keys(name for _, name, _ in folders[folder]) for folder in folders.keys() - steps}
    places: list[Place] = []
    for folder in sorted(folders):
        files = sorted(folders[folder])
        parent, _, job = folder.rpartition("/")
        if folder not in steps:
            places += [Place(path, job=name) for _, name, path in files]
        elif not (folder and parent in whole and whole[parent].has(job)):
            places += [Place(path, job or root, name, number) for number, name, path in files]
    return places + [Place(path) for path in sorted(others)]


def _holds_steps(folder: str, files: list[tuple[int, str, str]]) -> bool:
    """Steps start at 1, with a name that is always the same; jobs lie at the top and start at 0 or below."""
    if any(path.rpartition("/")[2] == _FIRST_STEP for _, _, path in files):
        return True
    return bool(folder) and all(number > 0 for number, _, _ in files)


class _Keys:
    """The keys of the jobs in one folder, for quick questions even where there are very many."""

    def __init__(self, names: Iterable[str]) -> None:
        self._keys = sorted({job_key(name) for name in names})

    def has(self, name: str) -> bool:
        """True where a job has this name, as far as one can tell from names that may have been cut."""
        key = job_key(name)
        lengths = (len(key), *range(_SHORTEST_CUT, len(key)))
        if any(self._first(key[:length]) == key[:length] for length in lengths):
            return True
        return is_cut(key, self._first(key))

    def _first(self, key: str) -> str:
        """The first key that is not less."""
        at = bisect_left(self._keys, key)
        return self._keys[at] if at < len(self._keys) else ""
