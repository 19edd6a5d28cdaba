"""A local port that leads to a server somebody else runs."""

from __future__ import annotations

import contextlib
import socket
import threading

_CHUNK = 1 << 16


class Forward:
    """Listens on 127.0.0.1 and passes every connection on, until it is stopped."""

    def __init__(self, port: int, host: str, target: int) -> None:
        """Raises `OSError` where the port is taken."""
        self._target = (host, target)
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        """Take no more connections."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError), socket.create_connection(self._target, 10) as server:
            server.settimeout(None)
            up = threading.Thread(target=_pump, args=(client, server), daemon=True)
            up.start()
            _pump(server, client)
            up.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(_CHUNK):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
