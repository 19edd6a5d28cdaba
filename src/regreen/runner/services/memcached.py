"""memcached."""

from __future__ import annotations

import contextlib
import shlex
import socket

from regreen.runner.services.server import Server
from regreen.runner.services.wish import Wish
from regreen.runner.state import Unsupported

PORT = 11211


def start(wish: Wish) -> Server:
    """Serve. Raises `ActionFailed` where it does not answer."""
    words = shlex.split(wish.command)
    if words and words[0] != "memcached" and not words[0].startswith("-"):
        raise Unsupported(f"the service runs a command of its own ({words[0]})")
    words = words[1:] if words[:1] == ["memcached"] else words
    program = str(wish.provider.program)
    server = wish.serve([program, *words, "-l", "127.0.0.1,::1", "-p", str(wish.port), "-U", "0"])
    server.wait(lambda: _answers(wish.port), wish.image.text)
    return server


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
        connection.sendall(b"version\r\n")
        return connection.recv(64).startswith(b"VERSION")
    return False
