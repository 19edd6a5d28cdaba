from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.logs.read import read
from regreen.logs.signal import Raised, Refusal, Signal, TestFailure, TestTotals


def signals(text: str) -> tuple[Signal, ...]:
    return read("log", text.encode()).signals


def failures(text: str) -> list[TestFailure]:
    return [signal for signal in signals(text) if isinstance(signal, TestFailure)]


def refusals(text: str) -> list[Refusal]:
    return [signal for signal in signals(text) if isinstance(signal, Refusal)]


LONG = """\
=================================== FAILURES ===================================
_____________________________ TestCart.test_total[2] ___________________________
[gw1] linux -- Python 3.11.9 /opt/python/bin/python

self = <tests.test_cart.TestCart object at 0x7f01>

    def test_total(self, n):
>       assert total(n) == 4
E       assert 3 == 4
E        +  where 3 = total(2)

tests/test_cart.py:8: AssertionError
----------------------------- Captured stdout call -----------------------------
ValueError: printed, not raised
=========================== short test summary info ============================
FAILED tests/test_cart.py::TestCart::test_total[2] - assert 3 == 4
========================= 1 failed, 1 passed in 0.05s ==========================
"""


def test_a_long_traceback_and_its_summary_are_one_failure() -> None:
    [failure] = failures(LONG)
    assert failure.test == "tests/test_cart.py::TestCart::test_total[2]"
    assert (failure.error, failure.message) == ("AssertionError", "assert 3 == 4")
    assert (failure.path, failure.row) == ("tests/test_cart.py", 8)
    assert [line.number for line in failure.lines] == [9, 12, 10, 16]
    assert not failure.errored


def test_colours_do_not_matter() -> None:
    red = "\n".join(f"\x1b[31m\x1b[1m{line}\x1b[0m" for line in LONG.split("\n"))
    assert [f.line.number for f in failures(red)] == [9]


def test_a_chain_ends_with_what_the_test_raised() -> None:
    text = """\
=================================== FAILURES ===================================
__________________________________ test_load ___________________________________
tests/test_load.py:4: in test_load
    load()
E   KeyError: 'price'

The above exception was the direct cause of the following exception:
tests/test_load.py:9: in test_load
    load()
src/shop/load.py:20: in load
    raise LoadError("no price") from error
E   shop.errors.LoadError: no price
=========================== short test summary info ============================
FAILED tests/test_load.py::test_load - shop.errors.LoadError: no price
"""
    [failure] = failures(text)
    assert (failure.module, failure.error, failure.message) == ("shop.errors", "LoadError", "no price")
    assert (failure.line.number, failure.path, failure.row) == (12, "src/shop/load.py", 20)


def test_two_tests_of_one_name_stay_two() -> None:
    text = """\
=================================== FAILURES ===================================
___________________________________ test_it ____________________________________
E   ValueError: one
tests/test_a.py:3: ValueError
___________________________________ test_it ____________________________________
E   ValueError: two
tests/test_b.py:3: ValueError
=========================== short test summary info ============================
FAILED tests/test_a.py::test_it - ValueError: one
FAILED tests/test_b.py::test_it - ValueError: two
============================== 2 failed in 0.05s ===============================
"""
    assert [(f.test, f.message) for f in failures(text)] == [
        ("tests/test_a.py::test_it", "one"),
        ("tests/test_b.py::test_it", "two"),
    ]


def test_setup_and_call_of_one_test_are_two_failures() -> None:
    text = """\
==================================== ERRORS ====================================
_________________________ ERROR at teardown of test_it _________________________
E   RuntimeError: Event loop is closed
=================================== FAILURES ===================================
___________________________________ test_it ____________________________________
E   ValueError: one
=========================== short test summary info ============================
FAILED tests/test_a.py::test_it - ValueError: one
ERROR tests/test_a.py::test_it - RuntimeError: Event loop is closed
"""
    assert [(f.errored, f.message) for f in failures(text)] == [
        (True, "Event loop is closed"),
        (False, "one"),
    ]


def test_collection_syntax_error() -> None:
    text = """\
==================================== ERRORS ====================================
______________________ ERROR collecting tests/test_cart.py _____________________
/opt/lib/python3.11/ast.py:50: in parse
    return compile(source, filename, mode, flags,
E     File "/build/tests/test_cart.py", line 3
E       def (
E           ^
E   SyntaxError: invalid syntax
!!!!!!!!!!!!!!!!!!!! Interrupted: 1 error during collection !!!!!!!!!!!!!!!!!!!!
"""
    [failure] = failures(text)
    assert (failure.test, failure.error, failure.errored) == ("tests/test_cart.py", "SyntaxError", True)
    assert failure.line.number == 8


def test_native_line_and_no_tracebacks() -> None:
    native = """\
=================================== FAILURES ===================================
__________________________________ test_total __________________________________
Traceback (most recent call last):
  File "/w/tests/test_cart.py", line 8, in test_total
    assert total(2) == 4
ZeroDivisionError: division by zero
=========================== short test summary info ============================
FAILED tests/test_cart.py::test_total - ZeroDivisionError: division by zero
"""
    [failure] = failures(native)
    assert (failure.line.number, failure.error, failure.row) == (6, "ZeroDivisionError", 8)
    line = """\
=================================== FAILURES ===================================
/w/tests/test_cart.py:8: ZeroDivisionError: division by zero
=========================== short test summary info ============================
FAILED tests/test_cart.py::test_total - ZeroDivisionError: division by zero
"""
    [failure] = failures(line)
    assert (failure.test, failure.row) == ("tests/test_cart.py::test_total", 8)
    [failure] = failures("\n".join(line.split("\n")[2:]))
    assert (failure.line.number, failure.error) == (2, "ZeroDivisionError")


def test_progress_lines_alone() -> None:
    text = """\
tests/test_a.py::test_one PASSED                                         [ 25%]
tests/test_a.py::test_two FAILED                                         [ 50%]
[gw0] [ 75%] ERROR tests/test_a.py::test_three[a b]
tests/test_a.py::test_four RERUN                                         [100%]
"""
    assert [(f.test, f.errored) for f in failures(text)] == [
        ("tests/test_a.py::test_two", False),
        ("tests/test_a.py::test_three[a b]", True),
    ]


def test_doctest_and_fixture() -> None:
    text = """\
==================================== ERRORS ====================================
__________________________ ERROR at setup of test_cart _________________________
file /w/tests/test_cart.py, line 3
  def test_cart(basket):
E       fixture 'basket' not found
>       available fixtures: cache, capfd
>       use 'pytest --fixtures [testpath]' for help on them.

/w/tests/test_cart.py:3
=================================== FAILURES ===================================
___________________________ [doctest] shop.cart.total __________________________
004 >>> total([1, 2])
Expected:
    4
Got:
    3

/w/src/shop/cart.py:4: DocTestFailure
"""
    fixture, doctest = failures(text)
    assert (fixture.message, fixture.row) == ("fixture 'basket' not found", 3)
    assert (doctest.error, doctest.test, doctest.line.number) == ("DocTestFailure", "shop.cart.total", 13)


def test_an_exception_that_quotes_another() -> None:
    text = """\
=================================== FAILURES ===================================
________________________________ test_notebook _________________________________
E           nbclient.exceptions.CellExecutionError: An error occurred while executing the following cell:
E           ------------------
E           import matplotlib
E           ------------------
E           ModuleNotFoundError: No module named 'matplotlib'
"""
    [failure] = failures(text)
    assert (failure.error, failure.line.number) == ("ModuleNotFoundError", 7)


def test_subtests() -> None:
    text = """\
=================================== FAILURES ===================================
____________________________ test_total [msg] (i=1) ____________________________
E   assert 1 == 2
tests/test_a.py:3: AssertionError
=========================== short test summary info ============================
SUBFAIL tests/test_a.py::test_total - [msg] (i=1) - assert 1 == 2
FAILED tests/test_a.py::test_total - contains 1 failed subtest
"""
    [failure] = failures(text)
    assert (failure.test, failure.message) == ("tests/test_a.py::test_total", "assert 1 == 2")


def test_exception_group() -> None:
    text = """\
=================================== FAILURES ===================================
__________________________________ test_open ___________________________________
  + Exception Group Traceback (most recent call last):
  |   File "/w/a.py", line 3, in test_open
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/w/a.py", line 9, in f
    | ValueError: closed
    +------------------------------------
"""
    assert [(f.error, f.message, f.line.number) for f in failures(text)] == [("ValueError", "closed", 9)]


def test_a_fragment_without_its_section() -> None:
    text = """\
    def test_open():
>       shop.open()
E       django.db.utils.OperationalError: could not connect to server: Connection refused
E               Is the server running on host "localhost" (127.0.0.1) and accepting

src/shop/db.py:12: OperationalError
"""
    [failure] = failures(text)
    assert (failure.error, failure.row, failure.line.number) == ("OperationalError", 12, 3)
    assert failures("NAME   READY\nE   x\n") == []


def test_the_text_of_an_exception_is_kept() -> None:
    text = """\
==================================== ERRORS ====================================
______________________ ERROR collecting tests/test_app.py ______________________
E   pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings
E   database_url
E     Field required [type=missing, input_value={}, input_type=dict]
"""
    [failure] = failures(text)
    assert failure.message == "1 validation error for Settings"
    assert [line.number for line in failure.lines] == [3, 4, 5]


def test_conftest_that_cannot_be_imported() -> None:
    text = """\
ImportError while loading conftest '/w/tests/conftest.py'.
tests/conftest.py:3: in <module>
    import hypothesis
E   ModuleNotFoundError: No module named 'hypothesis'
##[error]Process completed with exit code 4.
"""
    [failure] = failures(text)
    assert (failure.test, failure.error, failure.line.number) == (
        "/w/tests/conftest.py",
        "ModuleNotFoundError",
        4,
    )


def test_internal_error_is_said_once() -> None:
    text = """\
INTERNALERROR> Traceback (most recent call last):
INTERNALERROR>   File "/x/_pytest/main.py", line 285, in wrap_session
INTERNALERROR>     session.exitstatus = doit(config, session) or 0
INTERNALERROR> coverage.exceptions.DataError: Couldn't use data file '.coverage': no such table: context

============================ no tests ran in 0.01s =============================
"""
    [refusal] = refusals(text)
    assert (refusal.kind, refusal.subject, refusal.line.number) == ("internal-error", "DataError", 4)
    assert [s.error for s in signals(text) if isinstance(s, Raised)] == ["DataError"]


@pytest.mark.parametrize(
    ("line", "kind", "subject"),
    [
        (
            "pytest: error: unrecognized arguments: --cov=shop --cov-report=xml",
            "unknown-option",
            "--cov=shop",
        ),
        ("__main__.py: error: unrecognized arguments: -n", "unknown-option", "-n"),
        ("ERROR: file or directory not found: tests/unit", "no-such-path", "tests/unit"),
        (
            "ERROR: Missing required plugins: pytest-asyncio, pytest-cov",
            "missing-plugin",
            "pytest-asyncio, pytest-cov",
        ),
        ("[gw2] node down: Not properly terminated", "worker-crashed", "gw2"),
        ("!!!!!!!!! _pytest.outcomes.Exit: no database !!!!!!!!!", "exit", "no database"),
    ],
)
def test_refusals(line: str, kind: str, subject: str) -> None:
    assert [(r.kind, r.subject) for r in refusals(line + "\n")] == [(kind, subject)]


def test_timeout_of_the_thread_method() -> None:
    text = """\
+++++++++++++++++++++++++++++++++++ Timeout ++++++++++++++++++++++++++++++++++++
~~~~~~~~~~~~~~~~~~~~~ Stack of MainThread (140704) ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
  File "/w/tests/test_slow.py", line 6, in test_slow
    time.sleep(60)
+++++++++++++++++++++++++++++++++++ Timeout ++++++++++++++++++++++++++++++++++++
"""
    assert [(r.kind, r.subject, r.line.number) for r in refusals(text)] == [("timeout", "test_slow", 1)]


def test_a_worker_that_crashes() -> None:
    text = """\
=================================== FAILURES ===================================
_______________________________ tests/test_big.py ______________________________
[gw0] linux -- Python 3.11.9 /opt/python/bin/python
worker 'gw0' crashed while running 'tests/test_big.py::test_big'
=========================== short test summary info ============================
FAILED tests/test_big.py::test_big
"""
    assert "worker 'gw0' crashed" in failures(text)[0].line.text


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("=== 48 failed, 202 passed, 12 skipped, 10 errors in 72.24s (0:01:12) ===", (48, 10, 202, 12)),
        ("1 failed, 1 passed in 0.05s", (1, 0, 1, 0)),
        ("==== 2 failed, 3 passed, 1 warnings in 1.20 seconds ====", (2, 0, 3, 0)),
        ("==== no tests ran in 0.01s ====", (0, 0, 0, 0)),
        ("====== 3 deselected in 0.01s ======", (0, 0, 0, 0)),
        ("#12 3.456 == 1 failed, 4 passed in 0.05s ==", (1, 0, 4, 0)),
    ],
)
def test_closing_line(line: str, counts: tuple[int, int, int, int]) -> None:
    [totals] = [s for s in signals(line + "\n") if isinstance(s, TestTotals)]
    assert (totals.failed, totals.errors, totals.passed, totals.skipped) == counts


@pytest.mark.parametrize(
    "line",
    [
        "ERROR    root:app.py:3 cannot load",
        "ERROR:shop:cannot load tests/x.py::y",
        "ERROR: pip's dependency resolver does not currently take into account all the packages",
        "5 errors in 3 files were fixed in total",
        "FAILED to load the shop",
        "XFAIL tests/test_a.py::test_one - FAILED before",
        "| node down: no",
    ],
)
def test_confusers(line: str) -> None:
    assert [s for s in signals(line + "\n") if s.tool == "pytest"] == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*LONG.split("\n"), "E", "E   ", "_ _ _", "= x =", "INTERNALERROR>"])))
def test_any_order_of_lines_can_be_read(lines: list[str]) -> None:
    for signal in signals("\n".join(lines)):
        assert signal.line.number <= len(lines)
