"""Redis or Valkey with what their images (and Bitnami's, and Redis Stack's) read from the environment.

The official images read nothing from it: a password comes with the command or not at all.
"""

from __future__ import annotations

import contextlib
import shlex
import socket
from collections.abc import Mapping

from regreen.runner.services.image import Image
from regreen.runner.services.server import Server
from regreen.runner.services.wish import Wish
from regreen.runner.state import ActionFailed, Unsupported

PORT = 6379
_PLACED = ("--port", "--bind", "--daemonize", "--logfile", "--dir", "--unixsocket", "--pidfile")


def start(wish: Wish) -> Server:
    """Serve. Raises `ActionFailed` where it does not answer."""
    words = [
        str(wish.provider.program), *_settings(wish), *_password(wish.image, wish.env), *_extra(wish.image, wish.env),
        *_options(wish.command),
        "--port", str(wish.port), "--bind", "127.0.0.1", "-::1", "--dir", str(wish.folder),
    ]  # fmt: skip
    server = wish.serve(words)
    server.wait(lambda: _answers(wish.port), wish.image.text)
    return server


def _settings(wish: Wish) -> list[str]:
    return ["--save", "", "--appendonly", "no", "--protected-mode", "no"]


def _password(image: Image, env: Mapping[str, str]) -> list[str]:
    """Bitnami's images want a password, or to be told that there is none."""
    if not image.bitnami:
        return []
    password = env.get("REDIS_PASSWORD") or env.get("VALKEY_PASSWORD") or ""
    if not password and env.get("ALLOW_EMPTY_PASSWORD", "").lower() not in ("yes", "true", "1"):
        raise ActionFailed(
            f"Failed to initialize container {image.text}: the password is empty or not set. Set"
            " ALLOW_EMPTY_PASSWORD=yes to allow a server without a password."
        )
    return ["--requirepass", password] if password else []


def _extra(image: Image, env: Mapping[str, str]) -> list[str]:
    if image.name.startswith("redis-stack"):
        return shlex.split(env.get("REDIS_ARGS", ""))
    return shlex.split(env.get("VALKEY_EXTRA_FLAGS", "")) if image.product == "valkey" else []


def _options(command: str) -> list[str]:
    """The options of a command that the service gives, without those that say where the server stands."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ActionFailed(f"the command of the service is not valid: {error}") from None
    if words and not words[0].startswith("-"):
        if not words[0].rpartition("/")[2].endswith("-server"):
            raise Unsupported(f"the service runs a command of its own ({words[0]})")
        words = words[1:]
    kept: list[str] = []
    dropping = False
    for word in words:
        if word.startswith("--"):
            dropping = word in _PLACED
        if not dropping:
            kept.append(word)
    return kept


def _answers(port: int) -> bool:
    """PING; an answer that wants a password is one, too."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(64).startswith((b"+PONG", b"-NOAUTH"))
    return False
