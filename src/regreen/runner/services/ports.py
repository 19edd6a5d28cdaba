"""Ports of services: what is mapped to what, what is free, and who holds what is not."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

from regreen.runner import proc

_LISTEN = "0A"


def mapped(ports: tuple[str, ...]) -> dict[int, int]:
    """Port in the container to port on the machine (0: any), as `docker run -p` reads them."""
    found: dict[int, int] = {}
    for text in ports:
        words = text.partition("/")[0].split(":")
        if all(word.isdigit() for word in words[-2:]):
            found[int(words[-1])] = int(words[-2]) if len(words) > 1 else 0
    return found


def free_port() -> int:
    """A port that nobody holds at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether a server could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def holder(port: int) -> str:
    """Who listens on a port, in words; empty where that cannot be told."""
    inodes = {f"socket:[{inode}]" for inode in _listening(port)}
    for pid in proc.pids() if inodes else ():
        with contextlib.suppress(OSError):
            for link in (proc.PROC / str(pid) / "fd").iterdir():
                with contextlib.suppress(OSError):
                    if str(link.readlink()) in inodes:
                        one = proc.process(pid)
                        return f"process {pid} ({one.shown if one else '?'})"
    return ""


def _listening(port: int) -> list[str]:
    """Inodes of the sockets that listen on a port (proc_net_tcp(5))."""
    found = []
    for name in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in Path("/proc/net", name).read_text().splitlines()[1:]:
                words = line.split()
                if words[3] == _LISTEN and int(words[1].rpartition(":")[2], 16) == port:
                    found.append(words[9])
    return found
