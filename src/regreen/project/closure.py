"""What a set of distributions brings with it: by the lock files of a tree, and by what is known of well-known ones.

Formats of the lock files: uv.lock and poetry.lock (`[[package]]` with `dependencies`), pdm.lock (requirements as
strings). They are read by their lines, since they are large and written by machines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from msgspec import Struct

from regreen.model.text import Source
from regreen.project.distributions import normalize
from regreen.project.lock import lock_tool
from regreen.project.tree import Tree

_NAME = re.compile(r'^name = "([^"]+)"')
_UV = re.compile(r'\{ name = "([^"]+)"(?:[^}]*extra = \[([^\]]*)\])?')
_KEY = re.compile(r'^"?([A-Za-z0-9][\w.-]*)"? = ')
_REQUIREMENT = re.compile(r'"([A-Za-z0-9][\w.-]*)(?:\[([^\]]*)\])?[^"]*"')

Graph = Mapping[str, frozenset[str]]
"""What each distribution depends on; `name[extra]` is what an extra adds."""


class Closure(Struct, frozen=True):
    """`names` are there, `open` those among them that may bring more than anybody knows."""

    names: frozenset[str]
    open: frozenset[str]


class Dependencies:
    """Who depends on whom, as far as a tree and the table tell."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._locked: dict[str, set[str]] | None = None

    def closure(self, wanted: Iterable[tuple[str, tuple[str, ...], bool]]) -> Closure:
        """What an installation of these holds: name, extras, and whether it comes without dependencies."""
        names: set[str] = set()
        unknown: set[str] = set()
        pending: list[str] = []
        for name, extras, bare in wanted:
            names.add(name)
            if not bare:
                pending += (name, *(f"{name}[{normalize(extra)}]" for extra in extras))
        seen: set[str] = set()
        while pending:
            key = pending.pop()
            if key in seen:
                continue
            seen.add(key)
            name = key.partition("[")[0]
            names.add(name)
            found = self._of(key)
            if found is None:
                unknown.add(name)
            pending += found or ()
        return Closure(frozenset(names), frozenset(unknown))

    def knows(self, name: str) -> bool:
        """Whether a distribution of this name is known to exist."""
        return self._of(name) is not None

    def parents(self, name: str) -> frozenset[str]:
        """The distributions of the table that depend on this one."""
        return frozenset(key.partition("[")[0] for key, needs in table().items() if name in needs)

    def _of(self, key: str) -> frozenset[str] | None:
        if self._locked is None:
            self._locked = {}
            for path in self._tree.paths:
                if lock_tool(path) in ("uv", "poetry", "pdm"):
                    source = self._tree.source(path)
                    for name, need in _edges(source) if source is not None else ():
                        needs = self._locked.setdefault(name, set())
                        if need:
                            needs.add(need)
        locked, known = self._locked.get(key), table().get(key)
        if locked is None and known is None:
            return frozenset() if key.startswith("types-") or key.endswith("-stubs") else None
        return frozenset(locked or ()) | (known or frozenset())


@cache
def table() -> Graph:
    """The well-known ones."""
    text = (files("regreen.project") / "data" / "dependencies.txt").read_text("utf-8")
    found: dict[str, frozenset[str]] = {}
    for line in text.split("\n"):
        name, colon, needs = line.partition(":")
        if colon and not name.startswith("#"):
            found[name] = frozenset(needs.split())
    return found


def _edges(source: Source) -> Iterator[tuple[str, str]]:
    """Pairs of a distribution and one that it depends on; an empty one for those that depend on nothing."""
    tool, name, section = lock_tool(source.path), "", ""
    for line in source.text.split("\n"):
        line = line.rstrip("\r")
        if line.startswith("["):
            section = line.strip("[]")
            name = "" if section == "package" else name
        elif section == "package" and (found := _NAME.match(line)):
            name = normalize(found[1])
            yield name, ""
            section = "of a package"
        elif name and tool == "poetry":
            yield from _poetry(name, section, line)
        elif name and (section in ("of a package", "package.optional-dependencies")):
            yield from _listed(name, line, _REQUIREMENT if tool == "pdm" else _UV)


def _poetry(name: str, section: str, line: str) -> Iterator[tuple[str, str]]:
    found = _KEY.match(line)
    if section == "package.dependencies" and found and "optional = true" not in line:
        yield name, normalize(found[1])
    elif section == "package.extras" and found:
        extra = f"{name}[{normalize(found[1])}]"
        yield extra, ""
        for item in _REQUIREMENT.findall(line[found.end() :]):
            yield extra, normalize(item[0])


def _listed(name: str, line: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    if not line.startswith((" ", "dependencies")) or ("hash" in line and "url" in line):
        return
    for item, extras in pattern.findall(line):
        need = normalize(item)
        yield name, need
        for extra in re.findall(r"[\w.-]+", extras or ""):
            yield name, f"{need}[{normalize(extra)}]"
