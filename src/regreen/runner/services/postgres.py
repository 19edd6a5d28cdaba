"""PostgreSQL with the environment of its official image (and of Bitnami's).

Source: docker-entrypoint.sh of docker-library/postgres: user, password, database, host authentication, initdb
arguments; without a password and without `trust` the container does not start. A data folder is made once for each
set of these and copied for each run; it is throw-away, so nothing is synced to the disk.
"""

from __future__ import annotations

import functools
import hashlib
import shlex
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import astuple, replace

from regreen.runner.services import installation
from regreen.runner.services.image import Image
from regreen.runner.services.place import made, packed, pruned, unpacked
from regreen.runner.services.server import Server
from regreen.runner.services.wish import Wish
from regreen.runner.state import ActionFailed, Unsupported

PORT = 5432
_FORMAT = "3"  # of a prepared data folder
_READY_LINE = 7  # of postmaster.pid (PostgreSQL, miscadmin.h: LOCK_FILE_LINE_PM_STATUS, counted from 0)


class Cluster(Struct, frozen=True):
    """What decides how a data folder looks."""

    user: str
    password: str
    database: str
    method: str
    arguments: str
    locale: str


def start(wish: Wish) -> Server:
    """Serve a copy of a cluster. Raises `ActionFailed` where the image's container would not start, either."""
    options = _options(wish.command)
    cluster = cluster_of(wish.env, wish.image)
    provider = installation.without(wish.provider, wish.hidden, wish.lasting, wish.tell)
    wish = replace(wish, provider=provider)
    place, data = wish.lasting / "postgres", wish.folder / "data"
    key = hashlib.sha256(
        repr((_FORMAT, str(provider.program), provider.version, wish.account.uid, astuple(cluster))).encode()
    ).hexdigest()[:32]
    template = made(place, key, functools.partial(_make, wish, cluster, provider.program.parent), wish.tell)
    data.mkdir(mode=0o700)
    wish.account.own(data)
    unpacked(template / "data.tar", data)
    pruned(place)
    server = wish.serve(
        [
            str(provider.program), "-D", str(data), "-p", str(wish.port), "-k", str(wish.folder),
            "-c", "listen_addresses=localhost", "-c", "fsync=off", "-c", "synchronous_commit=off",
            "-c", "full_page_writes=off", "-c", "max_wal_size=1GB", "-c", "dynamic_shared_memory_type=mmap",
            "-c", "timezone=UTC", "-c", "log_timezone=UTC", *options,
        ]
    )  # fmt: skip
    server.stop_signal = signal.SIGINT
    server.wait(lambda: _ready(data), wish.image.text)
    server.wait(functools.partial(_healthy, wish, cluster.user), wish.image.text)
    return server


def cluster_of(env: Mapping[str, str], image: Image) -> Cluster:
    """The cluster that an image makes from its environment. Raises `ActionFailed` without a password."""

    def get(*names: str) -> str:
        return next((env[name] for name in names if env.get(name)), "")

    user = get("POSTGRES_USER", *(("POSTGRESQL_USERNAME", "POSTGRESQL_USER") if image.bitnami else ()))
    password = get("POSTGRES_PASSWORD", *(("POSTGRESQL_PASSWORD",) if image.bitnami else ()))
    database = get("POSTGRES_DB", *(("POSTGRESQL_DATABASE",) if image.bitnami else ()))
    method = env.get("POSTGRES_HOST_AUTH_METHOD", "")
    if image.bitnami and get("ALLOW_EMPTY_PASSWORD").lower() in ("yes", "true", "1"):
        method = method or ("" if password else "trust")
    if not password and method != "trust":
        raise ActionFailed(
            f"Failed to initialize container {image.text}: Database is uninitialized and superuser password is not"
            " specified. You must specify POSTGRES_PASSWORD to a non-empty value for the superuser."
        )
    user = user or "postgres"
    return Cluster(
        user, password, database or user, method, env.get("POSTGRES_INITDB_ARGS", ""), locale(image)
    )


@functools.cache
def _locales() -> frozenset[str]:
    try:
        said = subprocess.run(["locale", "-a"], capture_output=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(said.decode("utf-8", "replace").split())


def locale(image: Image) -> str:
    """Debian's images sort as American English does, where that is installed; Alpine's know bytes only."""
    known = {"en_US.utf8", "en_US.UTF-8"} & _locales()
    return "C.UTF-8" if image.alpine or not known else sorted(known)[0]


def _make(wish: Wish, cluster: Cluster, programs: Path, folder: Path) -> None:
    """A cluster with its database, made without a server that listens."""
    account, data, secret = wish.account, folder / "data", folder / "password"
    account.own(folder)
    secret.write_text(cluster.password + "\n")
    secret.chmod(0o600)
    account.own(secret)
    env = {**wish.environment, "HOME": str(folder)}
    words = [
        str(programs / "initdb"), "-D", str(data), "-U", cluster.user, "-E", "UTF8", f"--locale={cluster.locale}",
        "--no-sync", "--auth-local=trust", f"--auth-host={cluster.method or 'scram-sha-256'}",
        *(["--pwfile", str(secret)] if cluster.password else []), *_segments(cluster.arguments),
        *_words(cluster.arguments),
    ]  # fmt: skip
    done = account.run(words, env=env, cwd=folder)
    secret.unlink()
    if done.returncode:
        raise ActionFailed(f"Failed to initialize container {wish.image.text}: {_reason(done.stderr)}")
    if cluster.database != "postgres":
        _create_database(wish, cluster.database, programs, folder)
    packed(data)


def _create_database(wish: Wish, name: str, programs: Path, folder: Path) -> None:
    """In single-user mode, in which a statement ends with its line."""
    env = {**wish.environment, "HOME": str(folder)}
    name = name.replace('"', '""').replace("\n", " ")
    words = [str(programs / "postgres"), "--single", "-F", "-j", "-D", str(folder / "data"), "postgres"]
    done = wish.account.run(words, env=env, cwd=folder, text=f'CREATE DATABASE "{name}";\n\n')
    if done.returncode or b"ERROR:" in done.stderr:
        raise ActionFailed(f"Failed to initialize container {wish.image.text}: {_reason(done.stderr)}")


def _segments(arguments: str) -> list[str]:
    """Small segments of the log: they are written in full before they are used."""
    return [] if "wal-segsize" in arguments else ["--wal-segsize=1"]


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise ActionFailed(f"the command of the service is not valid: {error}") from None


def _reason(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return next((line for line in lines if "error:" in line.lower()), lines[-1] if lines else "initdb failed")


def _options(command: str) -> list[str]:
    """The arguments of a command that the service gives, for the server itself."""
    words = _words(command)
    if words and not words[0].startswith("-"):
        if words[0].rpartition("/")[2] not in ("postgres", "docker-entrypoint.sh"):
            raise Unsupported(f"the service runs a command of its own ({words[0]})")
        words = words[1:]
    return words[1:] if words[:1] == ["postgres"] else words


def _ready(data: Path) -> bool:
    try:
        lines = (data / "postmaster.pid").read_text(errors="replace").splitlines()
    except OSError:
        return False
    return len(lines) > _READY_LINE and lines[_READY_LINE].strip() == "ready"


def _healthy(wish: Wish, user: str) -> bool:
    """The image's own health command, asked of our server where its programs are here; else `ready` is enough."""
    words = shlex.split((wish.health or "").partition("||")[0], posix=True) if _plain(wish.health) else []
    if not words or words[0] not in ("pg_isready", "psql"):
        return True
    program = wish.program(words[0])
    if not Path(program).is_file():
        return True
    env = {
        **wish.environment,
        "PGHOST": str(wish.folder),
        "PGPORT": str(wish.port),
        "PGUSER": user,
        **wish.env,
    }
    return wish.account.run([program, *_without_address(words[1:])], env=env, cwd=wish.folder).returncode == 0


def _plain(command: str | None) -> bool:
    text = (command or "").partition("||")[0]
    return bool(text.strip()) and not set(text) & set("$`;&|<>(){}'\"\\")


def _without_address(words: list[str]) -> list[str]:
    """The words without `-h HOST` and `-p PORT`: they are those inside the container."""
    kept: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in ("-h", "-p", "--host", "--port"):
            skip = True
        elif not word.startswith(("--host=", "--port=", "-h", "-p")):
            kept.append(word)
    return kept
