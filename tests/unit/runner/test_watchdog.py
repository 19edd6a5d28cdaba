from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from regreen.runner import watchdog
from regreen.runner.fresh import fresh
from regreen.runner.orphans import Orphans
from regreen.runner.watchdog import OWNER, Watchdog, start_time

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts programs that sleep."""
    started: list[subprocess.Popen[bytes]] = []

    def sleep(**options: object) -> subprocess.Popen[bytes]:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            ["sleep", "60"],
            start_new_session=True,
            **options,  # type: ignore[call-overload]
        )
        started.append(process)
        time.sleep(0.05)
        return process

    yield sleep
    for process in started:
        process.kill()
        process.wait()


def test_everything_is_ended_and_removed(tmp_path: Path, start: Start) -> None:
    guard = Watchdog()
    folder = fresh(tmp_path, "regreen-run-", guard.tell)
    locked = folder / "locked"
    locked.mkdir()
    (locked / "file").touch()
    locked.chmod(0o500)
    guard.tell("track regreen_1234")
    tracked = start(env={"RUNNER_TRACKING_ID": "regreen_1234"})
    working, bystander = start(cwd=folder, env={}), start(env={"RUNNER_TRACKING_ID": "regreen_12345"})
    named = start(env={})
    guard.tell(f"kill {named.pid} {start_time(named.pid)}")
    guard.tell(f"kill {bystander.pid} 17")  # another process had this number
    guard.end()
    assert [one.poll() for one in (tracked, working, named, bystander)] == [-9, -9, -9, None]
    assert not folder.exists()


def test_it_works_when_the_other_end_dies(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from regreen.runner.watchdog import Watchdog\n"
        "from regreen.runner.fresh import fresh\n"
        "guard = Watchdog(); fresh(Path(sys.argv[1]), 'regreen-run-', guard.tell); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert done.returncode == -9
    until = time.monotonic() + 10
    while list(tmp_path.iterdir()) and time.monotonic() < until:
        time.sleep(0.02)
    assert list(tmp_path.iterdir()) == []


def test_folders_of_the_dead_are_swept(tmp_path: Path) -> None:
    guard = Watchdog()
    ours = fresh(tmp_path, "regreen-run-", lambda line: None)
    dead, rebooted, unknown, other = (
        tmp_path / name for name in ("regreen-run-a", "rgs-b", "regreen-run-c", "notes")
    )
    for folder in (dead, rebooted, unknown, other):
        folder.mkdir()
    pid, _, boot, space = (ours / OWNER).read_text().split()
    (dead / OWNER).write_text(f"{pid} 1 {boot} {space}")
    (rebooted / OWNER).write_text(f"{pid} 1 another-boot {space}")
    (other / OWNER).write_text(f"{pid} 1 {boot} {space}")
    guard.tell(f"sweep {tmp_path}")
    guard.end()
    assert sorted(tmp_path.iterdir()) == sorted([ours, unknown, other])


def test_the_folder_is_told_of_before_it_is_there(tmp_path: Path) -> None:
    told: list[tuple[str, bool]] = []
    folder = fresh(tmp_path, "rgs-", lambda line: told.append((line, Path(line.split()[1]).exists())))
    assert told == [(f"remove {folder}", False)]
    assert folder.stat().st_mode & 0o777 == 0o700


def test_who_we_are() -> None:
    pid, start, *_ = watchdog.owner().split()
    assert (int(pid), start) == (os.getpid(), start_time(os.getpid()))


def test_orphans_are_adopted() -> None:
    """In a process of its own: what it becomes cannot be undone."""
    script = """\
import subprocess, time
from regreen.runner.orphans import Orphans
told = []
orphans = Orphans(told.append)
orphans.adopt()
subprocess.run(["sh", "-c", "(env -i setsid sleep 60 &)"], start_new_session=True, check=True)
until = time.monotonic() + 5
while not told and time.monotonic() < until:
    orphans.look()
(pid,) = orphans.left()
assert told[0].startswith(f"kill {pid} ")
import os
os.kill(pid, 9)
time.sleep(0.2)
assert orphans.left() == []
assert not os.path.exists(f"/proc/{pid}")
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)


def test_our_own_children_are_no_orphans(start: Start) -> None:
    told: list[str] = []
    orphans = Orphans(told.append)
    first, second = start(), start()
    orphans.heard(f"quit {first.pid} 5")
    orphans.look(second.pid)
    assert not [line for line in told if line.startswith("kill")]
