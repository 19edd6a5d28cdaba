"""The commands a target of a Makefile runs, as far as they can be read. Source: the GNU make manual."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct, field

from regreen.model.text import Source

NAMES = ("GNUmakefile", "makefile", "Makefile")
_ASSIGN = re.compile(r"^(?:export[ \t]+)?([\w.-]+)[ \t]*(:?:?=|\?=|\+=)[ \t]*(.*)$")
_RULE = re.compile(r"^([^\s:=#][^:=#]*):(?![=:])([^#]*)")
_VARIABLE = re.compile(r"\$[({]([\w.-]+)[)}]")
_DEPTH = 6


class Target(Struct):
    """A target: what has to be made before, and its recipe as (line number, text)."""

    needs: tuple[str, ...] = ()
    recipe: list[tuple[int, str]] = field(default_factory=list)


class Makefile(Struct):
    """Targets by name; `first` is what `make` alone makes."""

    targets: dict[str, Target]
    variables: dict[str, str]
    first: str = ""

    def commands(self, name: str) -> Iterator[tuple[int, str]]:
        """The recipe lines of a target and of all it needs, those first, with variables filled in."""
        yield from self._of(name, set(), 0)

    def _of(self, name: str, seen: set[str], depth: int) -> Iterator[tuple[int, str]]:
        target = self.targets.get(name)
        if target is None or name in seen or depth > _DEPTH:
            return
        seen.add(name)
        for need in target.needs:
            yield from self._of(need, seen, depth + 1)
        for line, text in target.recipe:
            yield line, self._filled(text.lstrip("@-+ ")).replace("$@", name).replace("$$", "$")

    def _filled(self, text: str) -> str:
        for _ in range(_DEPTH):
            filled = _VARIABLE.sub(lambda match: self.variables.get(match[1], match[0]), text)
            if filled == text:
                break
            text = filled
        return text


@lru_cache(maxsize=16)
def read_makefile(source: Source) -> Makefile:
    """Targets and variables; what is conditional is read as if every condition held."""
    found = Makefile({}, {})
    current: list[Target] = []
    number, pending = 0, ""
    for count, raw in enumerate(source.text.split("\n"), 1):
        line = raw.rstrip("\r")
        number = number or count
        pending += line
        if pending.endswith("\\"):
            pending = pending[:-1] + " "
            continue
        _line(found, current, number, pending)
        number, pending = 0, ""
    return found


def _line(found: Makefile, current: list[Target], number: int, line: str) -> None:
    if line.startswith("\t"):
        for target in current:
            target.recipe.append((number, line.strip()))
        return
    if match := _ASSIGN.match(line):
        if match[2] != "?=" or match[1] not in found.variables:
            found.variables[match[1]] = match[3].strip()
        return
    match = _RULE.match(line)
    if match is None:
        return
    current.clear()
    needs, _, inline = match[2].partition(";")
    for name in match[1].split():
        target = found.targets.setdefault(name, Target())
        target.needs += tuple(needs.replace("|", " ").split())
        target.recipe += [(number, inline.strip())] if inline.strip() else []
        current.append(target)
        if not found.first and not name.startswith("."):
            found.first = name
