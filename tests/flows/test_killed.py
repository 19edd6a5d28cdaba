"""Runs that are killed or interrupted at some moment: nothing of them is left."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from support.killing import AT_ONCE, Target

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")


@pytest.mark.parametrize(
    ("moment", "delay"),
    [
        (AT_ONCE, 0.4),
        ("now in the step", 0.25),
        ("Post job cleanup", 0.0),
    ],
)
def test_a_kill_leaves_nothing(tmp_path: Path, moment: str, delay: float) -> None:
    done = Target(tmp_path, services=False).kill(moment, delay, signal.SIGKILL)
    assert (done.code, done.left.processes, done.left.files) == (-9, [], [])


def test_a_kill_while_servers_start_leaves_nothing(tmp_path: Path) -> None:
    """Where no server is installed the job ends before; that leaves nothing, either."""
    done = Target(tmp_path).kill("Starting db service", 0.3, signal.SIGKILL)
    assert (done.left.processes, done.left.files) == ([], [])


@pytest.mark.parametrize(
    "numbers",
    [
        (signal.SIGINT, signal.SIGINT),
        (signal.SIGTERM,),
        (signal.SIGHUP,),
    ],
)
def test_an_interruption_leaves_nothing(tmp_path: Path, numbers: tuple[signal.Signals, ...]) -> None:
    done = Target(tmp_path, services=False).kill("now in the step", 0.1, *numbers)
    assert (done.code, done.left.processes, done.left.files) == (130, [], [])
