"""PostgreSQL with the environment of its official image (and of Bitnami's).

Source: docker-entrypoint.sh of docker-library/postgres: user, password, database, host authentication, initdb
arguments; without a password and without `trust` the container does not start.
"""

from __future__ import annotations

import shlex
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

from regreen.runner.services.image import Image
from regreen.runner.services.providers import Provider
from regreen.runner.services.server import Account, Server
from regreen.runner.state import ActionFailed

PORT = 5432
_LOCALE = "C.UTF-8"


def start(
    image: Image,
    provider: Provider,
    env: Mapping[str, str],
    command: str,
    *,
    folder: Path,
    port: int,
    tell: Callable[[str], None],
) -> Server:
    """Make a cluster and serve it. Raises `ActionFailed` where the image's container would not start, either."""
    account, programs = Account.choose(), provider.program.parent
    user, password, database, trust = _credentials(env, image)
    data, own = folder / "data", {"PATH": f"{programs}:/usr/bin:/bin", "LANG": _LOCALE, "HOME": str(folder)}
    account.own(folder)
    secret = folder / "password"
    secret.write_text(password + "\n")
    secret.chmod(0o600)
    account.own(secret)
    words = [
        str(programs / "initdb"), "-D", str(data), "-U", user, "-E", "UTF8", f"--locale={_LOCALE}", "--no-sync",
        "--auth-local=trust", f"--auth-host={trust or 'scram-sha-256'}",
        *(["--pwfile", str(secret)] if password else []), *shlex.split(env.get("POSTGRES_INITDB_ARGS", "")),
    ]  # fmt: skip
    done = account.run(words, env=own, cwd=folder)
    secret.unlink()
    if done.returncode:
        raise ActionFailed(f"Failed to initialize container {image.text}: {_reason(done.stderr)}")
    server = Server.start(
        [
            str(provider.program), "-D", str(data), "-p", str(port), "-k", str(folder),
            "-c", "listen_addresses=localhost",
            "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", *_options(command),
        ],
        account=account, env=own, folder=folder, port=port, tell=tell,
    )  # fmt: skip
    server.stop_signal = signal.SIGINT
    server.wait(lambda: _answers(account, programs, own, folder, port, user), image.text)
    if database != "postgres":
        made = account.run(
            [str(programs / "createdb"), *_at(folder, port, user), database], env=own, cwd=folder
        )
        if made.returncode:
            server.stop()
            raise ActionFailed(made.stderr.decode("utf-8", "replace").strip())
    return server


def _credentials(env: Mapping[str, str], image: Image) -> tuple[str, str, str, str]:
    """User, password, database and method (empty: the default)."""

    def get(name: str) -> str:
        return env.get(f"POSTGRES_{name}") or env.get(f"POSTGRESQL_{name}", "")

    user = get("USER") or get("USERNAME") or "postgres"
    password = get("PASSWORD")
    trust = env.get("POSTGRES_HOST_AUTH_METHOD", "")
    if env.get("ALLOW_EMPTY_PASSWORD", "").lower() in ("yes", "true"):
        trust = trust or "trust"
    if not password and trust != "trust":
        raise ActionFailed(
            f"Failed to initialize container {image.text}: Database is uninitialized and superuser password is not"
            " specified. You must specify POSTGRES_PASSWORD to a non-empty value for the superuser."
        )
    return user, password, get("DB") or get("DATABASE") or user, trust


def _reason(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return next((line for line in lines if "error:" in line), lines[-1] if lines else "initdb failed")


def _options(command: str) -> list[str]:
    """The settings (`-c name=value`) of a command that the service gives."""
    words = shlex.split(command)
    return [
        word
        for i, word in enumerate(words)
        if word == "-c" or (i and words[i - 1] == "-c") or (word.startswith("-c") and "=" in word)
    ]


def _at(folder: Path, port: int, user: str) -> list[str]:
    return ["-h", str(folder), "-p", str(port), "-U", user]


def _answers(
    account: Account, programs: Path, env: Mapping[str, str], folder: Path, port: int, user: str
) -> bool:
    if not (folder / f".s.PGSQL.{port}").exists():
        return False
    words = [str(programs / "pg_isready"), *_at(folder, port, user), "-d", "postgres", "-q"]
    return account.run(words, env=env, cwd=folder).returncode == 0
