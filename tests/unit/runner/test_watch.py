from __future__ import annotations

from regreen.runner.watch import culprit, threads

AFTER_TESTS = """\
Thread 0x00007f6f22dcc6c0 (most recent call first):
  File "/py/lib/python3.12/threading.py", line 355 in wait
  File "/build/shop/pool.py", line 7 in worker
  File "/py/lib/python3.12/threading.py", line 1010 in run

Current thread 0x00007f6f24d1bb80 (most recent call first):
  File "/py/lib/python3.12/threading.py", line 1623 in _shutdown
"""
IN_A_TEST = """\
Thread 4242 (idle): "MainThread"
    accept (/py/lib/python3.12/socket.py:294)
    test_waits (tests/test_net.py:9)
    pytest_pyfunc_call (/venv/lib/python3.12/site-packages/_pytest/python.py:159)
"""


def test_a_thread_that_keeps_the_process_alive() -> None:
    found = culprit(AFTER_TESTS.splitlines())
    assert found == "the program is through, but threads keep it alive: in worker (/build/shop/pool.py:7)"


def test_a_call_that_never_returns() -> None:
    assert [thread.name for thread in threads(IN_A_TEST.splitlines())] == ["MainThread"]
    assert (
        culprit(IN_A_TEST.splitlines()) == "it waits in accept, called from test_waits (tests/test_net.py:9)"
    )


def test_other_output_names_nobody() -> None:
    assert culprit(["Thread pool started", "  File x", ""]) == ""
