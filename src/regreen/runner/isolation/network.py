"""A network of its own for this process and everything that it starts (Linux).

With pasta (Debian: `passt`) the outside stays reachable while 127.0.0.1 and its ports are our own; without a network
nothing but them is there. As root this process comes back at the end; else it belongs to a user namespace from then
on, in which everybody is who he was. See network_namespaces(7), user_namespaces(7), setns(2), pasta(1).
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct, field

from regreen.runner.watchdog import start_time

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_SET_FLAGS, _UP, _RUNNING = 0x8914, 0x1, 0x40
_READY = 5.0  # seconds
_NOBODY = 65534
_LOCAL = ("127.0.0.1", "localhost", "::1")
_INDEXES = (
    "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX_URL", "UV_INDEX",
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "npm_config_registry",
)  # fmt: skip


class NoNetwork(Exception):  # noqa: N818 -- an answer: why there is none of its own
    """The text says what is missing."""


class Network(Struct):
    """What this process has joined. `reaches`: the outside is still there."""

    reaches: bool
    _pasta: subprocess.Popen[bytes] | None = None
    _before: int = -1
    _ended: bool = field(default=False)

    def cut(self) -> None:
        """Nothing but loopback from now on."""
        if self._pasta is not None:
            _end(self._pasta)
            self._pasta = None
        self.reaches = False

    def leave(self) -> None:
        """Go back where that is possible (root), and end what carried the packets."""
        if self._before < 0:
            return
        with contextlib.suppress(OSError):
            _enter(self._before, _NEW_NETWORK)
        os.close(self._before)
        self._before = -1
        self.cut()


def pasta() -> str | None:
    """The program, where it is installed."""
    return shutil.which("pasta")


def join(
    *, reaching: bool, ports: tuple[int, ...] = (), tell: Callable[[str], None] = lambda line: None
) -> Network:
    """Join a new one; `ports` of the machine's loopback stay reachable, `tell` hears which process to end.

    Raises `NoNetwork`.
    """
    if not Path("/proc/self/ns/net").exists():
        raise NoNetwork("this system has no network namespaces")
    if os.geteuid() and not _by_itself():
        raise NoNetwork("another thread is running in this process")
    try:
        return _reaching(ports, tell) if reaching else _alone()
    except OSError as error:
        raise NoNetwork(f"the system refuses a network namespace ({error.strerror or error})") from None


def _by_itself() -> bool:
    """Whether this process has one thread only, as a user namespace wants it; others may be about to end."""
    until = time.monotonic() + _READY
    while len(list(Path("/proc/self/task").iterdir())) > 1:
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _alone() -> Network:
    before = _current()
    if os.geteuid():
        user, group = os.geteuid(), os.getegid()
        _call("unshare", _NEW_USER | _NEW_NETWORK)
        _map(f"{user} {user} 1", f"{group} {group} 1")
    else:
        _call("unshare", _NEW_NETWORK)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        fcntl.ioctl(handle, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP | _RUNNING))
    return Network(False, None, before)


def _reaching(ports: tuple[int, ...], tell: Callable[[str], None]) -> Network:
    program = pasta()
    if program is None:
        raise NoNetwork("pasta is not installed (Debian: passt)")
    forwarded = ",".join(str(port) for port in ports) or "none"
    words = [program, "--config-net", "-q", "-f", "-t", "none", "-u", "none", "-U", "none", "-T", forwarded]
    root = os.geteuid() == 0
    process = subprocess.Popen(
        [*words, "--", "cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/",
        start_new_session=True, user=_NOBODY if root else None, group=_NOBODY if root else None,
        extra_groups=[] if root else None,
    )  # fmt: skip
    tell(f"kill {process.pid} {start_time(process.pid)}")
    inside = _holder(process)
    before, user, group = _current(), os.geteuid(), os.getegid()
    handles = [os.open(f"/proc/{inside}/ns/{name}", os.O_RDONLY) for name in ("user", "net")]
    try:
        if not root:
            _enter(handles[0], _NEW_USER)
        _enter(handles[1], _NEW_NETWORK)
    finally:
        for handle in handles:
            os.close(handle)
    if not root:  # it made us its root; we want to be ourselves
        _call("unshare", _NEW_USER)
        _map(f"{user} 0 1", f"{group} 0 1")
    return Network(True, process, before)


def _holder(process: subprocess.Popen[bytes]) -> int:
    """The process that pasta started in its namespace, once the network in it is up."""
    until = time.monotonic() + _READY
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError, ValueError, IndexError):
            task = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            routes = Path(f"/proc/{task[0]}/net/route").read_text().splitlines()
            name = Path(f"/proc/{task[0]}/comm").read_text().strip()
            if name == "cat" and len(routes) > 1:
                return int(task[0])
        time.sleep(0.02)
    said = b"no answer"
    if process.poll() is not None and process.stderr is not None:
        said = process.stderr.read().strip() or said
    _end(process)
    raise NoNetwork(f"pasta did not start: {said.decode('utf-8', 'replace').splitlines()[-1]}")


def local_ports(environment: dict[str, str]) -> tuple[int, ...]:
    """Ports of the machine's loopback that package indexes and proxies of the environment have."""
    found = []
    for name in _INDEXES:
        for word in environment.get(name, "").split():
            with contextlib.suppress(ValueError):
                address = urlsplit(word)
                if address.hostname in _LOCAL:
                    found.append(address.port or (443 if address.scheme == "https" else 80))
    return tuple(dict.fromkeys(found))


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    process.kill()
    process.wait()
    if process.stderr is not None:
        process.stderr.close()


def _current() -> int:
    """A handle on the network that we are in; -1 where there is no way back."""
    return os.open("/proc/self/ns/net", os.O_RDONLY) if os.geteuid() == 0 else -1


def _enter(handle: int, kind: int) -> None:
    _call("setns", handle, kind)


def _map(users: str, groups: str) -> None:
    for name, text in (("setgroups", "deny"), ("uid_map", users), ("gid_map", groups)):
        Path(f"/proc/self/{name}").write_text(text)


def _call(name: str, *arguments: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
