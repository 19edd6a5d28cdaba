"""Redis or Valkey with what their images (and Bitnami's) read from the environment."""

from __future__ import annotations

import contextlib
import shlex
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

from regreen.runner.services.image import Image
from regreen.runner.services.providers import Provider
from regreen.runner.services.server import Account, Server

PORT = 6379


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
    """Serve; raises `ActionFailed` where it does not answer."""
    account = Account.choose()
    account.own(folder)
    password = (env.get("REDIS_PASSWORD") or env.get("VALKEY_PASSWORD", "")) if image.bitnami else ""
    words = [
        str(provider.program), "--port", str(port), "--bind", "127.0.0.1", "-::1", "--save", "", "--appendonly", "no",
        "--dir", str(folder), *(["--requirepass", password] if password else []), *_options(command),
    ]  # fmt: skip
    own = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(folder)}
    server = Server.start(words, account=account, env=own, folder=folder, port=port, tell=tell)
    server.wait(lambda: _answers(port), image.text)
    return server


def _options(command: str) -> list[str]:
    """The options of a command that the service gives, after the program."""
    words = shlex.split(command)
    return words[1:] if words and words[0].endswith("-server") else []


def _answers(port: int) -> bool:
    """PING; an answer that wants a password is one, too."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(64).startswith((b"+PONG", b"-NOAUTH"))
    return False
