"""For which Pythons the wheels are that a lock file holds.

Formats: uv.lock (`wheels = [{ url = ... }]`, `sdist = ...`) and poetry.lock (`files = [{file = ...}]`); the names of
wheels are those of the binary distribution format specification.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.distributions import normalize
from regreen.project.lock import read_lock

_WHEEL = re.compile(r"-(?P<python>[\w.]+)-(?P<abi>[\w.]+)-(?P<platform>[\w.]+)\.whl\"")
_SDIST = re.compile(r"^sdist = |\{\s*file = \"[^\"]+\.(?:tar\.gz|zip|tar\.bz2)\"", re.MULTILINE)
_FOREIGN = re.compile(r"^source = \{ (?!registry)|^\[package\.source\]", re.MULTILINE)


class Wheels(Struct, frozen=True):
    """The wheels of one locked release: tags of Python, of its interface and of the platform; `sdist`: there is a
    source distribution, too.
    """

    name: str
    version: str
    tags: frozenset[tuple[str, str, str]]
    sdist: bool
    place: FileEvidence

    @property
    def native(self) -> bool:
        """Whether there are wheels for Linux, and all of them are for a certain Python."""
        here = [tag for tag in self.tags if _on_linux(tag[2])]
        return bool(here) and all(python.startswith("cp") for python, _, _ in here)

    def fits(self, minor: int) -> bool:
        """Whether one of the wheels is for CPython 3.`minor` on Linux."""
        return any(_fits(python, abi, minor) for python, abi, platform in self.tags if _on_linux(platform))


def _on_linux(platform: str) -> bool:
    return platform == "any" or ("linux" in platform and "musl" not in platform and "x86_64" in platform)


def _fits(pythons: str, abi: str, minor: int) -> bool:
    for python in pythons.split("."):
        if python in ("py3", f"py3{minor}"):
            return True
        if python == f"cp3{minor}" and not abi.endswith("t"):
            return True
        if "abi3" in abi and python.startswith("cp3") and python[3:].isdigit() and int(python[3:]) <= minor:
            return True
    return False


@lru_cache(maxsize=16)
def locked_wheels(source: Source) -> tuple[Wheels, ...]:
    """The releases of a lock file that come from an index, with their wheels."""
    return tuple(_read(source))


def _read(source: Source) -> Iterator[Wheels]:
    packages = read_lock(source).packages
    blocks = source.text.split("[[package]]")[1:]
    for package, block in zip(packages, blocks, strict=False):
        if _FOREIGN.search(block) or not package.version:
            continue
        tags = frozenset((m["python"], m["abi"], m["platform"]) for m in _WHEEL.finditer(block))
        sdist = _SDIST.search(block) is not None
        yield Wheels(normalize(package.name), package.version, tags, sdist, package.place)


def asked_without_marker(source: Source, name: str) -> bool:
    """Whether something in a lock file depends on a distribution for every Python."""
    written = re.escape(name).replace("\\-", "[-_.]")
    uv = rf"\{{ name = \"(?i:{written})\"(?:, (?!marker)[^}}\n]*)? \}}"
    poetry = rf"^\"?(?i:{written})\"? = (?:\"|\{{(?![^\n]*markers)[^\n]*\}}$)"
    return re.search(rf"{uv}|{poetry}", source.text, re.MULTILINE) is not None
