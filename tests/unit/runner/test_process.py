from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from regreen.runner import proc, process
from regreen.runner.process import End, Exit, Limits, Stop, run_process

ENV = {"PATH": os.environ["PATH"]}


def shell(script: str, limits: Limits | None = None) -> tuple[Exit, list[str]]:
    lines: list[str] = []
    done = run_process(
        ["bash", "-c", script], cwd=Path("/"), env=ENV, on_line=lines.append, limits=limits or Limits()
    )
    return done, lines


def test_lines_of_both_streams_in_order() -> None:
    done, lines = shell("echo one; echo two >&2; printf 'a\\rb\\r\\n\\xff'; exit 3")
    assert done == Exit(3)
    assert lines == ["one", "two", "a", "b", "\ufffd"]


def test_a_signal_is_a_code_as_in_a_shell() -> None:
    assert shell("kill -9 $$")[0] == Exit(137)


def test_a_server_in_the_background_is_not_waited_for() -> None:
    started = time.monotonic()
    done, lines = shell("sleep 30 & echo started")
    assert (done.code, lines) == (0, ["started"])
    assert time.monotonic() - started < 5


def test_the_ladder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "AFTER_INTERRUPT", 0.3)
    monkeypatch.setattr(process, "AFTER_TERMINATE", 0.3)
    script = "trap 'echo int' INT; trap 'echo term' TERM; while true; do sleep 0.05; done"
    done, lines = shell(script, Limits(deadline=time.monotonic() + 0.3))
    assert lines == ["int", "term"]
    assert done == Exit(137, End.TIMED_OUT)


def test_a_guard_ends_the_whole_group() -> None:
    stop = Stop("enough")
    started = time.monotonic()
    done, lines = shell(
        "echo on; sleep 60; echo never", Limits(guard=lambda pid, silent: stop if silent > 0.3 else None)
    )
    assert (done.end, done.stop, lines) == (End.STOPPED, stop, ["on"])
    assert time.monotonic() - started < 5


def test_nothing_outlives_an_end_at_once() -> None:
    script = "trap '' INT TERM; setsid sleep 61 & (trap '' INT TERM; while true; do sleep 0.01; done) & echo $!; wait"
    stop = Stop("enough", at_once=True)
    done, lines = shell(script, Limits(guard=lambda pid, silent: stop if silent > 0.2 else None))
    assert done.code == 137
    one = proc.process(int(lines[0]))
    assert one is None or one.state == "Z"


def test_a_cancellation() -> None:
    done, _ = shell("trap 'exit 7' INT; while true; do sleep 0.05; done", Limits(cancelled=lambda: True))
    assert done == Exit(7, End.CANCELLED)
