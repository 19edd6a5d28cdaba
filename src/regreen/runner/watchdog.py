"""Ends everything that a run started when the run itself is gone, however it ended.

This file is a program of its own, standard library only. It reads lines from its standard input:

    track ID          end what has this RUNNER_TRACKING_ID in its environment
    kill PID START    end this process (START: its start in the kernel's ticks; numbers are used again)
    quit PID START    likewise, after SIGQUIT: for servers that hold shared memory
    remove FOLDER     delete it, and end what works in it: nothing may write there meanwhile
    bye               the run ended in good order: one look is enough
    sweep FOLDER      at once: the same for folders in it whose owner died and could not do so

At the end of the input, which comes when the other end of the pipe dies, it does all of that. A process is told of
before it is started and a folder before it is made, wherever that is possible; what `remove` ends covers the rest.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

OWNER = ".regreen-owner"
"""The file in a folder of ours that names who made it: process, its start, the boot, the space of process numbers."""
PREFIXES = ("regreen-run-", "rgs-")
_PROC = Path("/proc")
_MEMORY = "/dev/shm/"
_GRACE = 1.0  # seconds for SIGQUIT
_LONGEST = 20.0  # seconds for everything
_LOOKS, _PAUSE = 4, 0.06  # looks that find nothing any more, and the seconds between them
Orders = list[tuple[str, str]]


class Watchdog:
    """The other end of the pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, str(os.getpgrp())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def tell(self, line: str) -> None:
        """Say one line of the above."""
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.write(line.encode("utf-8", "surrogateescape") + b"\n")
                self._process.stdin.flush()

    def end(self) -> None:
        """Let it do its work, and wait for that."""
        self.tell("bye")
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_LONGEST + 10)


def owner() -> str:
    """Who we are, for the file in a folder of ours."""
    return " ".join((str(os.getpid()), start_time(os.getpid()), *_here()))


def start_time(pid: int) -> str:
    """When a process was started, in the kernel's ticks: with the number it names it for good. Empty: it is gone."""
    words = _stat(pid)
    return words[19] if words else ""


def main() -> None:
    """Wait for the end of the input, then clean up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    group, orders = int(sys.argv[1]), Orders()
    for raw in sys.stdin.buffer:
        verb, _, argument = raw.decode("utf-8", "surrogateescape").rstrip("\n").partition(" ")
        if verb == "sweep":
            with suppress(OSError):
                _clean([("remove", str(folder)) for folder in _abandoned(Path(argument))], 0)
        else:
            orders.append((verb, argument))
    _clean(orders, group)


def _clean(orders: Orders, group: int) -> None:
    if not orders:
        return
    wanted = 1 if ("bye", "") in orders else _LOOKS
    _quit([argument for verb, argument in orders if verb == "quit"])
    folders = [Path(argument) for verb, argument in orders if verb == "remove"]
    quiet = 0
    until, ended, shared = time.monotonic() + _LONGEST, set[int](), set[str]()
    while time.monotonic() < until:
        found = _targets(orders, group)
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in found:
                with suppress(OSError):
                    os.kill(pid, number)
            if number is signal.SIGSTOP:
                shared.update(*map(_shared, found))
        ended |= found
        for folder in folders:
            _remove(folder)
        quiet = 0 if found or any(folder.exists() for folder in folders) else quiet + 1
        if quiet >= wanted:
            break
        time.sleep(_PAUSE)
    _free_memory(ended)
    _free_files(shared)


def _quit(arguments: list[str]) -> None:
    for argument in arguments:
        if _same(argument):
            with suppress(OSError):
                os.kill(int(argument.split()[0]), signal.SIGQUIT)
    until = time.monotonic() + _GRACE
    while time.monotonic() < until and any(_same(argument) for argument in arguments):
        time.sleep(0.02)


def _targets(orders: Orders, group: int) -> set[int]:
    ids = [f"RUNNER_TRACKING_ID={argument}".encode() for verb, argument in orders if verb == "track"]
    folders = [os.fsencode(argument) for verb, argument in orders if verb == "remove"]
    found = {
        int(argument.split()[0]) for verb, argument in orders if verb in ("kill", "quit") and _same(argument)
    }
    for entry in _PROC.iterdir() if _PROC.is_dir() else ():
        if entry.name.isdigit() and int(entry.name) not in (os.getpid(), os.getppid()):
            with suppress(OSError):
                if _is_ours(entry, ids, folders, group):
                    found.add(int(entry.name))
    return (found | _below(found)) - {os.getpid(), os.getppid()}


def _below(pids: set[int]) -> set[int]:
    """What they started, whatever it looks like."""
    if not pids:
        return pids
    parents = {int(entry.name): _stat(int(entry.name)) for entry in _PROC.iterdir() if entry.name.isdigit()}
    found = set(pids)
    while more := {pid for pid, words in parents.items() if words and int(words[1]) in found} - found:
        found |= more
    return found - pids


def _is_ours(entry: Path, ids: list[bytes], folders: list[bytes], group: int) -> bool:
    """Whether a process carries a tracking id, or works in a folder; a person's shell in that folder is left alone."""
    words = _stat(int(entry.name))
    if not words or words[0] in "ZX":
        return False
    environment = (entry / "environ").read_bytes()
    if any(one in environment.split(b"\0") for one in ids):
        return True
    on_terminal = words[4] != "0" and int(words[2]) != group
    if on_terminal or not folders:
        return False
    said = environment + b"\0" + (entry / "cmdline").read_bytes()
    for name in ("cwd", "exe"):
        with suppress(OSError):
            said += b"\0" + os.fsencode((entry / name).readlink())
    return any(folder in said for folder in folders)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for name, _, _ in os.walk(folder):
            with suppress(OSError):
                Path(name).chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)


def _abandoned(place: Path) -> list[Path]:
    """Folders of runs that died together with their watchdogs, or with the machine."""
    found = []
    for folder in place.iterdir():
        if folder.name.startswith(PREFIXES):
            with suppress(OSError, ValueError, IndexError):
                if folder.stat().st_uid not in (os.geteuid(), 65534) or folder.is_symlink():
                    continue
                pid, start, boot, space = (folder / OWNER).read_text().split()
                here = _here()
                if boot != here[0] or (space == here[1] and start_time(int(pid)) != start):
                    found.append(folder)
    return found


def _here() -> tuple[str, str]:
    """The boot of the machine, and the space of process numbers, that we are in."""
    boot, space = "-", "-"
    with suppress(OSError):
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        space = str((_PROC / "self/ns/pid").readlink())
    return boot, space


def _free_memory(pids: set[int]) -> None:
    """Delete shared memory (System V) of processes that were killed: nobody else does (proc_sysvipc(5))."""
    with suppress(OSError, ValueError, IndexError, AttributeError):
        rows = (_PROC / "sysvipc/shm").read_text().splitlines()[1:]
        dead = [int(row.split()[1]) for row in rows if int(row.split()[4]) in pids and row.split()[6] == "0"]
        if dead:
            import ctypes

            library = ctypes.CDLL(None)
            for identifier in dead:
                library.shmctl(identifier, 0, None)


def _shared(pid: int) -> set[str]:
    """The files of shared memory (POSIX) that a process has in its address space."""
    with suppress(OSError):
        lines = (_PROC / str(pid) / "maps").read_text(errors="replace").splitlines()
        return {words[5] for line in lines if len(words := line.split(None, 5)) == 6 and _MEMORY in words[5]}
    return set()


def _free_files(paths: set[str]) -> None:
    """Delete those that nobody uses any more."""
    paths = {path for path in paths if Path(path).is_file()}
    if not paths:
        return
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            paths -= _shared(int(entry.name))
    for path in paths:
        with suppress(OSError):
            Path(path).unlink()


def _same(argument: str) -> bool:
    """Whether `PID START` is still the process that was meant, and alive."""
    pid, _, start = argument.partition(" ")
    words = _stat(int(pid))
    return bool(words) and words[0] not in "ZX" and (not start or words[19] == start)


def _stat(pid: int) -> list[str]:
    """The words after the name in /proc/PID/stat: state, parent, group, session, terminal, ... (proc(5))."""
    with suppress(OSError):
        return (_PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    return []


if __name__ == "__main__":
    main()
