from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from regreen.runner import watch
from regreen.runner.culprit import Culprit
from regreen.runner.sample import Watch
from regreen.runner.stacks import threads

AFTER_TESTS = """\
Thread 0x00007f6f22dcc6c0 (most recent call first):
  File "/py/lib/python3.12/threading.py", line 355 in wait
  File "/build/shop/pool.py", line 7 in worker
  File "/py/lib/python3.12/threading.py", line 1010 in run

Current thread 0x00007f6f24d1bb80 (most recent call first):
  File "/py/lib/python3.12/threading.py", line 1623 in _shutdown
"""
WITH_NAMES = (
    'Thread 0x00007f6f22dcc6c0 [pool] (most recent call first):\n  File "/build/a.py", line 7 in work\n'
)
IN_A_TEST = """\
Thread 4242 (idle): "MainThread"
    accept (/py/lib/python3.12/socket.py:294)
    test_waits (tests/test_net.py:9)
    pytest_pyfunc_call (/venv/lib/python3.12/site-packages/_pytest/python.py:159)
"""


def test_stacks_of_faulthandler() -> None:
    worker, main = threads(AFTER_TESTS.splitlines())
    assert (worker.ident, main.ends, worker.ends) == (0x7F6F22DCC6C0, True, False)
    assert worker.own is not None
    assert worker.own.shown == "worker (/build/shop/pool.py:7)"
    assert worker.frames[0].shown == "wait (threading.py:355)"
    assert [thread.name for thread in threads(WITH_NAMES.splitlines())] == ["pool"]


def test_stacks_of_py_spy() -> None:
    (main,) = threads(IN_A_TEST.splitlines())
    assert (main.name, main.own and main.own.row) == ("MainThread", 9)


def test_other_output_has_no_stacks() -> None:
    assert threads(["Thread pool started", "  File x", ""]) == []


@contextmanager
def running(tmp_path: Path, program: str, *options: str) -> Iterator[tuple[Watch, int]]:
    """A program that is watched, once it has printed a line."""
    seen = Watch.create(tmp_path / "watch")
    file = tmp_path / "program.py"
    file.write_text(textwrap.dedent(program))
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(seen.folder),
        "PYTEST_CURRENT_TEST": "t.py::test (call)",
    }
    process = subprocess.Popen(
        [sys.executable, *options, str(file)], env=environment, stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.1)
        yield seen, process.pid
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def culprit(tmp_path: Path, program: str) -> Culprit:
    with running(tmp_path, program) as (seen, pid):
        found = watch.look(seen, pid, tmp_path)
    assert found is not None
    return found


def test_a_thread_that_outlives_the_program(tmp_path: Path) -> None:
    found = culprit(
        tmp_path,
        """\
        import threading

        def work(wake):
            wake.wait()

        threading.Thread(target=work, args=(threading.Event(),), name="pool").start()
        threading.Thread(target=work, args=(threading.Event(),), daemon=True).start()
        print("through", flush=True)
        """,
    )
    assert found.exits
    assert found.own
    assert found.text.startswith(
        "thread 'pool', started at <module> (program.py:6) during t.py::test, which waits in wait (threading.py:"
    )
    assert found.text.endswith("called from work (program.py:4), keeps the process from ending")


def test_an_executor_that_is_never_shut_down(tmp_path: Path) -> None:
    found = culprit(
        tmp_path,
        """\
        import threading
        from concurrent.futures import ThreadPoolExecutor

        ThreadPoolExecutor(1).submit(threading.Event().wait)
        print("through", flush=True)
        """,
    )
    assert found.exits
    assert "started at <module> (program.py:4)" in found.text


def test_a_process_that_outlives_the_program(tmp_path: Path) -> None:
    found = culprit(
        tmp_path,
        """\
        import multiprocessing
        import time

        def work():
            time.sleep(600)

        if __name__ == "__main__":
            multiprocessing.get_context("fork").Process(target=work, name="worker").start()
            print("through", flush=True)
        """,
    )
    assert found.exits
    assert "process 'worker', started at <module> (program.py:8)" in found.text
    assert "called from work (program.py:5)" in found.text


@pytest.mark.parametrize(
    ("line", "where"),
    [
        (
            "socket.create_server(('127.0.0.1', 0)).accept()",
            "it waits in accept, called from stuck (program.py:10)",
        ),
        ("queue.Queue().get()", "it waits in wait, called from stuck (program.py:10)"),
        ("subprocess.run(['sleep', '60'])", "called from stuck (program.py:10)"),
        ("\n    while True: pass", "it runs in stuck, called from stuck (program.py:11)"),
        ("asyncio.run(asyncio.Event().wait())", "called from stuck (program.py:10)"),
    ],
)
def test_a_call_that_never_returns(tmp_path: Path, line: str, where: str) -> None:
    head = "import asyncio\nimport queue\nimport socket\nimport subprocess\n\nprint('on', flush=True)\n\n\n"
    program = f"{head}def stuck():\n    {line}\n\nstuck()\n"
    found = culprit(tmp_path, program)
    assert (found.exits, found.own) == (False, True)
    assert where in found.text
    assert "during t.py::test" in found.text


def test_a_task_that_never_gets_what_it_awaits(tmp_path: Path) -> None:
    found = culprit(
        tmp_path,
        """\
        import asyncio

        async def fetch(queue):
            await queue.get()

        async def main():
            print("on", flush=True)
            await asyncio.wait_for(asyncio.create_task(fetch(asyncio.Queue()), name="fetching"), 600)

        asyncio.run(main())
        """,
    )
    assert "task 'fetching' at fetch (program.py:4) for get (asyncio/queues.py:" in found.text


def test_the_program_does_not_notice(tmp_path: Path) -> None:
    """Another sitecustomize is loaded as ever, and the path is what it would be."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "sitecustomize.py").write_text("import builtins\nbuiltins.others = True\n")
    seen = Watch.create(tmp_path / "watch")
    script = (
        "import sys, threading, warnings; print(others, sys.modules['sitecustomize'].__file__);"
        f"print({str(seen.folder)!r} in sys.path); print(threading.Thread.start.__name__)"
    )
    path = f"{seen.folder}:{tmp_path / 'other'}"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [f"True {tmp_path}/other/sitecustomize.py", "False", "start"]
    assert done.stderr == ""


def test_a_folder_that_cannot_be_written_to_is_no_matter(tmp_path: Path) -> None:
    seen = Watch.create(tmp_path / "watch")
    for name in ("stacks", "answers", "started"):
        (seen.folder / name).unlink()
        (seen.folder / name).mkdir()
    script = "import threading; t = threading.Thread(target=print, args=('on',)); t.start(); t.join()"
    done = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(seen.folder)}, capture_output=True, check=True
    )
    assert (done.stdout, done.stderr) == (b"on\n", b"")


def test_rubbish_in_the_files_is_skipped(tmp_path: Path) -> None:
    seen = Watch.create(tmp_path / "watch")
    (seen.folder / "started").write_bytes(b'{"kind": 3}\n\xff\xfe\n[]\n{"kind": "thread", "pid": 1}\n')
    assert [one.kind for one in seen.started()] == ["thread"]


def test_what_is_no_python_is_named(tmp_path: Path) -> None:
    seen = Watch.create(tmp_path / "watch")
    with subprocess.Popen(["bash", "-c", "sleep 60; true"], start_new_session=True) as process:
        time.sleep(0.1)
        found = watch.look(seen, process.pid, tmp_path)
        os.killpg(process.pid, 9)
    assert found == Culprit("it waits for `sleep 60`")
