"""Runs a program with a file system of its own: `box.py PLAN PROGRAM ...`. Linux, standard library only.

In a mount namespace (and, where we are not root, a user namespace) of its own everything is read-only, what may hold
secrets is an empty folder, and a few paths can be written to. Root gets a layer of its own over the system's folders,
so that a package can be installed without a trace on the machine. At the end a further user namespace locks all that.
The process stays the same: signals, session and exit status are the program's. See mount_namespaces(7),
user_namespaces(7), mount_setattr(2).
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import socket
import struct
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypedDict

    class Plan(TypedDict):
        """Absolute paths. `layers` is where the upper layers of `system` lie, `names` a file that stands for
        /etc/hosts (empty: none does); `offline`: no network but loopback.
        """

        writable: list[str]
        readable: list[str]
        hidden: list[str]
        secret: list[str]
        system: list[str]
        layers: str
        scratch: str
        names: str
        offline: bool


_NEW_MOUNTS, _NEW_USER, _NEW_NETWORK = 0x20000, 0x10000000, 0x40000000
_READ_ONLY, _NO_SUID, _REMOUNT, _BIND, _RECURSIVE, _PRIVATE = 1, 2, 32, 4096, 16384, 1 << 18
_MOUNT_SETATTR, _AT_FDCWD, _AT_RECURSIVE, _ATTR_READ_ONLY = 442, -100, 0x8000, 1
_SET_FLAGS, _UP, _RUNNING = 0x8914, 0x1, 0x40
_LIBRARY = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Build it and become the program. Exit status 125 where that is not possible."""
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            plan: Plan = json.load(file)
        folder = os.getcwd()
        if plan["offline"]:
            _alone()
        if plan["writable"]:
            _build(plan)
        os.chdir(folder)
    except OSError as error:
        sys.stderr.write(f"box: {error}\n")
        sys.exit(125)
    try:
        os.execvp(sys.argv[2], sys.argv[2:])
    except OSError as error:
        sys.stderr.write(f"{sys.argv[2]}: {error.strerror}\n")
        sys.exit(127 if isinstance(error, FileNotFoundError) else 126)


def _alone() -> None:
    """A network namespace with nothing but loopback."""
    _unshare(_NEW_NETWORK)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        fcntl.ioctl(handle, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP | _RUNNING))


def _build(plan: Plan) -> None:
    _unshare(_NEW_MOUNTS)
    _mount("none", "/", "", _RECURSIVE | _PRIVATE)
    shown = [path for path in plan["writable"] + plan["readable"] if os.path.exists(path)]
    opened = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in [*shown, plan["scratch"]]}
    names = os.open(plan["names"], os.O_PATH | os.O_CLOEXEC) if plan["names"] else -1
    _read_only("/", True, recursive=True)
    for path in ("/proc", "/dev", "/dev/shm", "/dev/pts", "/dev/mqueue"):
        if os.path.ismount(path):
            _read_only(path, False)
    if _IS_ROOT:
        _layers(plan)
    for path in plan["hidden"]:
        if os.path.isdir(path) and not os.path.islink(path):
            _mount("tmpfs", path, "tmpfs", _NO_SUID, "mode=755,size=64m")
    for path in ("/tmp", "/var/tmp"):
        if os.path.isdir(path):
            _bind(opened[plan["scratch"]], path, writable=True)
    for path in sorted(shown):
        _make(path, os.path.isdir(f"/proc/self/fd/{opened[path]}"))
        _bind(opened[path], path, writable=path in plan["writable"])
    for path in plan["hidden"]:
        if os.path.ismount(path):
            _read_only(path, True)
    _hide(plan["secret"])
    if names >= 0:
        _bind(names, "/etc/hosts", writable=False)
        os.close(names)
    for descriptor in opened.values():
        os.close(descriptor)
    if _IS_ROOT:
        _unshare(_NEW_MOUNTS, lock=True)


def _layers(plan: Plan) -> None:
    """What is written to the system's folders goes to a folder of the job."""
    _mount(plan["layers"], plan["layers"], "", _BIND)
    _read_only(plan["layers"], False)
    base = os.open(plan["layers"], os.O_PATH | os.O_CLOEXEC)  # a layer may come to lie over its path
    for number, path in enumerate(plan["system"]):
        if os.path.isdir(path) and not os.path.islink(path):
            upper, work = (f"/proc/self/fd/{base}/{number}-{name}" for name in ("upper", "work"))
            os.makedirs(upper, exist_ok=True)
            os.makedirs(work, exist_ok=True)
            _mount("overlay", path, "overlay", 0, f"lowerdir={path},upperdir={upper},workdir={work}")
    os.close(base)


def _hide(paths: list[str]) -> None:
    for path in paths:
        if os.path.isdir(path):
            _mount("tmpfs", path, "tmpfs", _READ_ONLY, "size=4k")
        elif os.path.exists(path):
            _mount("/dev/null", path, "", _BIND)


def _make(path: str, is_folder: bool) -> None:
    """The place for a mount, where hiding its surroundings took it away."""
    if os.path.exists(path):
        return
    os.makedirs(path if is_folder else os.path.dirname(path), exist_ok=True)
    if not is_folder:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC))


def _bind(descriptor: int, path: str, *, writable: bool) -> None:
    _mount(f"/proc/self/fd/{descriptor}", path, "", _BIND | _RECURSIVE)
    _read_only(path, not writable)


def _mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    done = _LIBRARY.mount(
        source.encode(), target.encode(), kind.encode() or None, flags, data.encode() or None
    )
    _checked(done, f"mount {kind or source} on {target}")


def _read_only(path: str, on: bool, *, recursive: bool = False) -> None:
    wanted = struct.pack("QQQQ", _ATTR_READ_ONLY if on else 0, 0 if on else _ATTR_READ_ONLY, 0, 0)
    flags = _AT_RECURSIVE if recursive else 0
    done = _LIBRARY.syscall(_MOUNT_SETATTR, _AT_FDCWD, path.encode(), flags, wanted, len(wanted))
    _checked(done, f"change the mount {path}")


def _unshare(flags: int, *, lock: bool = False) -> None:
    """New namespaces. Where we are not root, or are to lose root's rights over the old ones, they are owned by a new
    user namespace in which everybody is who he was.
    """
    if _IS_ROOT and not lock:
        _checked(_LIBRARY.unshare(flags), "make a namespace")
        return
    user, group = os.getuid(), os.getgid()
    whole = "0 0 4294967295"
    maps = [
        ("uid_map", whole if _IS_ROOT else f"{user} {user} 1"),
        ("gid_map", whole if _IS_ROOT else f"{group} {group} 1"),
    ]
    if not _IS_ROOT:
        _checked(_LIBRARY.unshare(flags | _NEW_USER), "make a namespace")
        _write("/proc/self/setgroups", "deny")
        for name, text in maps:
            _write(f"/proc/self/{name}", text)
        return
    ready, begin = os.pipe()
    helper = os.fork()
    if helper == 0:  # only somebody outside may map all accounts
        os.close(begin)
        os.read(ready, 1)
        code = 1
        try:
            for name, text in maps:
                _write(f"/proc/{os.getppid()}/{name}", text)
            code = 0
        finally:
            os._exit(code)
    os.close(ready)
    _checked(_LIBRARY.unshare(flags | _NEW_USER), "make a namespace")
    os.close(begin)
    _checked(os.waitpid(helper, 0)[1], "map the accounts")


def _write(path: str, text: str) -> None:
    """Without a codec: what Python would load for it may be hidden by now."""
    handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(handle, text.encode())
    finally:
        os.close(handle)


def _checked(done: int, what: str) -> None:
    if done:
        number = ctypes.get_errno()
        raise OSError(number, f"cannot {what}: {os.strerror(number)}")


_IS_ROOT = os.getuid() == 0

if __name__ == "__main__":
    main()
