"""Answers of `check` that were given before: nothing that they rest on has changed since.

An answer is filed under the hash of everything it was made from: the files, the history and the branches of the
repository, the day, the options, this program and the libraries it uses. What was looked for on the disk and on PATH
is kept with the answer, and looked for again before it is given once more.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

import regreen
from regreen.model.checkup import Checkup
from regreen.model.finding import FileEvidence, Finding
from regreen.probe.cache import Cache, cache_folder, key_of
from regreen.project.git import INDEX
from regreen.project.identity import Identity, identity
from regreen.project.tree import Tree

MOST = 200  # answers that are kept
_SHELL = "bash"  # reads scripts for us, where there is one


class _Kept(Finding, frozen=True):
    """A finding of a repository: all its evidence lies in files."""

    evidence: tuple[FileEvidence, ...]


class _Entry(Struct, frozen=True):
    """An answer, and what was found at paths of the disk and for names on PATH when it was given."""

    findings: tuple[_Kept, ...]
    revision: str
    notes: tuple[str, ...]
    paths: dict[str, bool]
    programs: dict[str, str]


class Memory:
    """The answers about one repository at one revision. `words` are the options that the answers depend on."""

    def __init__(self, folder: Path, revision: str | None, words: Iterable[str], cache: Cache) -> None:
        self._folder, self._revision, self._words = folder, revision or INDEX, tuple(words)
        self._cache = cache
        self._identity = identity(folder, self._revision)
        self._paths: dict[str, bool] = {}

    def watching(self, tree: Tree) -> Tree:
        """The same tree; what it is asked about the disk from now on is noted."""

        def present(path: str) -> bool:
            answer = self._paths[path] = tree.present(path)
            return answer

        return tree.beside(present)

    def recall(self, what: str) -> Checkup | None:
        """The answer, if it was given before and would be given again."""
        place = self._identity
        data = self._cache.get(self._key(what, place)) if place is not None else None
        if data is None or place is None:
            return None
        try:
            entry = msgspec.json.decode(data, type=_Entry)
        except msgspec.MsgspecError:
            return None
        if any(place.lies(path) is not there for path, there in entry.paths.items()):
            return None
        if any(_program(name) != found for name, found in entry.programs.items()):
            return None
        self._paths |= entry.paths
        return Checkup(tuple(_plain(entry.findings)), entry.revision, entry.notes)

    def keep(self, answers: Mapping[str, Checkup], programs: Iterable[str] = ()) -> None:
        """Remember answers by their names; `programs` are what PATH was searched for."""
        place = self._identity
        if place is None or identity(self._folder, self._revision) != place:
            return  # something was changed meanwhile
        found = {name: _program(name) for name in (_SHELL, *programs)}
        for what, answer in answers.items():
            data = self._encoded(answer, found)
            if data is not None:
                self._cache.put(self._key(what, place), data)

    def _encoded(self, answer: Checkup, programs: Mapping[str, str]) -> bytes | None:
        try:
            entry = msgspec.json.encode(
                {
                    "findings": answer.findings,
                    "revision": answer.revision,
                    "notes": answer.notes,
                    "paths": self._paths,
                    "programs": programs,
                }
            )
            msgspec.json.decode(entry, type=_Entry)  # what cannot be read again is not worth keeping
        except (msgspec.MsgspecError, UnicodeError):
            return None
        return entry

    def _key(self, what: str, place: Identity) -> str:
        return key_of([what, place.digest, date.today().isoformat(), *self._words, _program_itself()])


def memory(folder: Path, revision: str | None, words: Iterable[str]) -> Memory:
    """What is remembered of a repository, in the user's cache folder."""
    return Memory(folder, revision, words, Cache(cache_folder(name="answers"), most=MOST))


def _plain(findings: Iterable[_Kept]) -> Iterator[Finding]:
    make: Callable[..., Finding] = Finding
    for finding in findings:
        yield make(**{name: getattr(finding, name) for name in Finding.__struct_fields__})


def _program(name: str) -> str:
    """Which program a name on PATH is, and of when; empty where there is none."""
    found = shutil.which(name)
    try:
        return f"{found} {Path(found).stat().st_mtime_ns}" if found else ""
    except OSError:
        return ""


@cache
def _program_itself() -> bytes:
    """The version of this program, with the state of its files and of the libraries beside it."""
    digest = hashlib.sha256(f"{regreen.__version__} {sys.version}".encode())
    root = Path(regreen.__file__).parent
    for library in (Path(msgspec.__file__).parent.parent, root):
        digest.update(f"{library} {library.stat().st_mtime_ns}".encode())
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            state = os.stat(f"{folder}/{name}")  # noqa: PTH116 - of a thousand files
            digest.update(f"{folder}/{name} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.digest()
