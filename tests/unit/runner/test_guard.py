from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from regreen.runner.bounds import Bounds, shown
from regreen.runner.flood import Flood
from regreen.runner.guard import Guard
from regreen.runner.joblog import JobLog
from regreen.runner.masks import Masks
from regreen.runner.process import Exit, Limits, run_process


def run(tmp_path: Path, script: str, bounds: Bounds) -> tuple[Exit, Guard]:
    """A Python script under a guard."""
    log = JobLog(tmp_path / "log", Masks())
    guard = Guard(bounds, log, None, tmp_path)
    done = run_process(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        on_line=guard.heard,
        limits=Limits(guard=guard),
    )
    log.close()
    return done, guard


def test_too_much_memory(tmp_path: Path) -> None:
    script = "import time; kept = b'x' * (200 << 20); time.sleep(60)"
    done, _ = run(tmp_path, script, Bounds(memory=100 << 20))
    assert done.code == 137
    assert done.stop is not None
    assert "of memory, more than the 100 MiB it may use" in done.stop.reason
    assert "python" in done.stop.culprit


def test_memory_of_children_counts(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys\nscript = 'import time; k = b\"x\" * (80 << 20); time.sleep(60)'\n"
        "words = [sys.executable, '-c', script]\n"
        "[subprocess.Popen(words) for _ in range(2)][1].wait()"
    )
    done, _ = run(tmp_path, script, Bounds(memory=140 << 20))
    assert done.stop is not None
    assert done.code == 137


def test_memory_is_reported_where_there_is_no_limit(tmp_path: Path) -> None:
    done, guard = run(tmp_path, "import time; k = b'x' * (60 << 20); time.sleep(1.5)", Bounds())
    assert (done.code, done.stop) == (0, None)
    assert guard.peak > 60 << 20


def test_too_many_processes(tmp_path: Path) -> None:
    script = "import os, time\nfor _ in range(20):\n    if os.fork() == 0:\n        break\ntime.sleep(60)"
    done, _ = run(tmp_path, script, Bounds(processes=10))
    assert done.stop is not None
    assert "processes, more than the 10 it may have" in done.stop.reason


def test_a_disk_that_is_nearly_full(tmp_path: Path) -> None:
    done, _ = run(tmp_path, "import time; time.sleep(60)", Bounds(free_disk=1 << 60))
    assert done.stop is not None
    assert "are left on the disk of the job" in done.stop.reason


def test_silence(tmp_path: Path) -> None:
    done, _ = run(tmp_path, "import time; print('on', flush=True); time.sleep(60)", Bounds(silence=0.5))
    assert done.stop is not None
    assert done.stop.reason == "The step said nothing for 0.5 seconds and was ended"


@pytest.mark.parametrize(
    ("line", "closing"),
    [
        ("============================== 12 passed in 0.31s ==============================", True),
        ("\x1b[32m\x1b[1m2 passed\x1b[0m\x1b[32m in 0.04s\x1b[0m", True),
        ("1 failed, 3 passed, 2 warnings in 75.10s (0:01:15)", True),
        ("no tests ran in 0.01s", True),
        ("Ran 3 tests in 0.012s", True),
        ("3 passed the gate in 2s of silence", False),
        ("building wheels in 3s", False),
    ],
)
def test_the_closing_line_of_tests(tmp_path: Path, line: str, closing: bool) -> None:
    log = JobLog(tmp_path / "log", Masks())
    guard = Guard(Bounds(), log, None, tmp_path)
    guard.heard(line)
    log.close()
    assert guard._through is closing


def test_the_middle_of_a_flood_is_left_out() -> None:
    taken: list[str] = []
    flood = Flood(8000, taken.append, taken.append)
    for number in range(100_000):
        flood.line(f"line {number}")
        assert len(taken) < 1500
    flood.line("::set-output name=a::b")
    flood.close()
    assert taken[:2] == ["line 0", "line 1"]
    assert taken[-1] == "line 99999"
    (note,) = [line for line in taken if line.startswith("##[warning]This step printed more")]
    assert "::set-output name=a::b" in taken
    left_out = int(note.split(":")[1].split()[0])
    assert left_out + len(taken) - 2 == 100_000


def test_what_is_small_is_passed_on() -> None:
    taken: list[str] = []
    flood = Flood(0, taken.append, taken.append)
    for word in ("one", "two"):
        flood.line(word)
    flood.close()
    assert taken == ["one", "two"]


def test_sizes_for_people() -> None:
    assert [shown(size) for size in (5, 2048, 3 << 20, 6 << 30)] == ["5 bytes", "2 KiB", "3 MiB", "6 GiB"]


def test_a_flood_in_bulk() -> None:
    taken: list[str] = []
    flood = Flood(8000, taken.append, taken.append)
    assert not flood.bulk(["early"] * 100)
    for number in range(2000):
        flood.line(f"line {number}")
    assert flood.bulk([f"more {number}" for number in range(100)])
    assert not flood.bulk(["::notice::command"] * 100)
    flood.close()
    assert taken[-1] == "more 99"
    (note,) = [line for line in taken if line.startswith("##[warning]This step printed more")]
    assert int(note.split(":")[1].split()[0]) + len(taken) - 1 == 2100
