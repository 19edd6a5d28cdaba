"""Whether a lock file was written for the dependencies that are declared now, as far as files alone show it.

Sources: Poetry's `packages/locker.py` (content-hash); uv's lock file (`[package.metadata]` of the project's own entry,
which repeats what was declared when it was written).
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.declared import Declared, Kind
from regreen.project.distributions import normalize
from regreen.project.lock import read_lock
from regreen.project.place import at
from regreen.project.pyproject import Pyproject

_LEGACY = ("dependencies", "source", "extras", "dev-dependencies")
_OF_PROJECT = ("requires-python", "dependencies", "optional-dependencies")
_OWN = re.compile(r'^source = \{ (?:virtual|editable) = "([^"]*)" \}', re.MULTILINE)


class Stale(Struct, frozen=True):
    """A declaration that the lock file does not repeat, and the line of the lock that would have to."""

    what: str
    declared: FileEvidence
    locked: FileEvidence


def poetry_stale(project: Pyproject, lock: Source) -> Iterator[Stale]:
    """One finding when the lock's hash is none of those that any Poetry would have written."""
    found = read_lock(lock)
    if len(found.content_hash) != 64 or found.content_hash in set(_hashes(project)):
        return
    place = at(lock, max(lock.text.find(f'content-hash = "{found.content_hash}"'), 0))
    key = (
        ("tool", "poetry", "dependencies") if project.table("tool", "poetry") else ("project", "dependencies")
    )
    yield Stale("the hash of the dependencies differs", project.place(*key), place)


def _hashes(project: Pyproject) -> Iterator[str]:
    """What the versions of Poetry compute: legacy keys alone, with groups, with the standard's tables."""
    poetry = project.table("tool", "poetry")
    standard = {key: value for key in _OF_PROJECT if (value := project.value("project", key)) is not None}
    groups = project.table("dependency-groups")
    legacy: dict[str, object] = {key: poetry.get(key) for key in _LEGACY}
    grouped = legacy | ({"group": poetry["group"]} if "group" in poetry else {})
    for content in (legacy, grouped, {key: value for key, value in grouped.items() if value is not None}):
        yield _hash(content)
        without = {key: value for key, value in content.items() if key != "dev-dependencies"}
        yield _hash(without)
        for kept in ({}, {"dependency-groups": groups}):
            yield _hash({"project": standard, "tool": {"poetry": content}, **kept})
            some = {key: value for key, value in content.items() if value is not None}
            yield _hash({"project": standard, "tool": {"poetry": some}, **kept})


def _hash(content: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def uv_stale(project: Pyproject, lock: Source, directory: str) -> Iterator[Stale]:
    """Declared dependencies that uv's lock does not repeat, and repeated ones that are not declared any more."""
    block = _own_block(lock, project, directory)
    if block is None:
        return
    start, text = block
    try:
        entry = tomllib.loads(text.replace("[package.", "[").replace("[[package]]", ""))
    except tomllib.TOMLDecodeError:
        return
    metadata = entry.get("metadata")
    if not isinstance(metadata, dict):
        metadata = {}
    place = at(lock, start)
    listed = _listed(metadata.get("requires-dist"))
    declared = [
        d for d in project.dependencies() if d.kind in (Kind.MAIN, Kind.EXTRA) and _standard(project, d)
    ]
    if "dependencies" not in project.strings("project", "dynamic"):
        yield from _compared(listed, declared, place)
    groups = metadata.get("requires-dev")
    for name in project.table("dependency-groups"):
        known = groups.get(name) if isinstance(groups, dict) else None
        mine = [d for d in project.dependencies() if d.kind is Kind.GROUP and d.group == name]
        yield from _compared(_listed(known), mine, place, gone=False)


def _standard(project: Pyproject, item: Declared) -> bool:
    return bool(project.table("project")) and not project.table("tool", "poetry")


def _own_block(lock: Source, project: Pyproject, directory: str) -> tuple[int, str] | None:
    """The lock's entry of the project itself: where it begins, and its text."""
    wanted = directory or "."
    for match in _OWN.finditer(lock.text):
        if match[1] == wanted:
            start = lock.text.rfind("[[package]]", 0, match.start())
            end = lock.text.find("\n[[package]]", match.end())
            block = lock.text[start : end if end >= 0 else None]
            if f'name = "{normalize(project.name)}"' in block:
                return start, block
    return None


def _listed(entries: object) -> set[tuple[str, str]]:
    found = set()
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            found.add((normalize(str(entry.get("name", ""))), _plain(str(entry.get("specifier", "")))))
    return found


def _compared(
    listed: set[tuple[str, str]], declared: list[Declared], place: FileEvidence, *, gone: bool = True
) -> Iterator[Stale]:
    names = {name for name, _ in listed}
    for item in declared:
        if item.url:
            continue
        if item.key not in names:
            yield Stale(f"{item.name} is not in it", item.place, place)
        elif (item.key, _plain(item.specifier)) not in listed and not _has_bare(listed, item.key):
            yield Stale(f"{item.name}{item.specifier} is not what it repeats", item.place, place)
    if gone and declared:
        mine = {item.key for item in declared}
        for name in sorted(names - mine):
            yield Stale(f"{name} is not declared any more", declared[0].place, place)


def _has_bare(listed: set[tuple[str, str]], name: str) -> bool:
    """Whether a distribution is repeated without a version: its source is another than an index."""
    return (name, "") in listed


def _plain(specifier: str) -> str:
    """A specifier in a form that compares: parts sorted, no blanks."""
    return ",".join(sorted(part.strip() for part in specifier.split(",") if part.strip()))
