from __future__ import annotations

import pytest

from regreen.logs.read import read
from regreen.logs.signal import Refusal, Signal, TestFailure, TestTotals, Verdict


def signals(text: str) -> tuple[Signal, ...]:
    return read("log", text.encode()).signals


def failures(text: str) -> list[TestFailure]:
    return [signal for signal in signals(text) if isinstance(signal, TestFailure)]


def totals(text: str) -> list[tuple[str, int, int, int]]:
    return [(s.tool, s.failed, s.errors, s.passed) for s in signals(text) if isinstance(s, TestTotals)]


RULER = "=" * 70
DASHES = "-" * 70

UNITTEST = f"""\
test_close (tests.test_shop.ShopTest) ... ok
test_open (tests.test_shop.ShopTest) ... FAIL

{RULER}
FAIL: test_open (tests.test_shop.ShopTest)
The shop opens.
{DASHES}
Traceback (most recent call last):
  File "/w/tests/test_shop.py", line 9, in test_open
    self.assertEqual(total([1]), 4)
AssertionError: Lists differ: [1] != [4]

First differing element 0:

{RULER}
ERROR: tests.test_cart (unittest.loader._FailedTest.tests.test_cart)
{DASHES}
ImportError: Failed to import test module: tests.test_cart
Traceback (most recent call last):
  File "/usr/lib/python3.11/unittest/loader.py", line 407, in _find_test_path
    module = self._get_module_from_name(name)
  File "/w/tests/test_cart.py", line 1, in <module>
    import hypothesis
ModuleNotFoundError: No module named 'hypothesis'


{DASHES}
Ran 3 tests in 0.003s

FAILED (failures=1, errors=1)
"""


def test_unittest() -> None:
    opened, cart = failures(UNITTEST)
    assert (opened.test, opened.error, opened.message) == (
        "tests.test_shop.ShopTest.test_open",
        "AssertionError",
        "Lists differ: [1] != [4]",
    )
    assert (opened.line.number, opened.path, opened.row) == (11, "/w/tests/test_shop.py", 9)
    assert 2 in [line.number for line in opened.also]
    assert (cart.test, cart.error, cart.errored) == ("tests/test_cart.py", "ModuleNotFoundError", True)
    assert totals(UNITTEST) == [("unittest", 1, 1, 1)]


def test_unittest_indented_by_a_wrapper() -> None:
    indented = "".join(f"      {line}\n" for line in UNITTEST.splitlines())
    assert [f.line.number for f in failures(indented)] == [11, 24]


def test_unittest_subtest_of_newer_python() -> None:
    text = f"""\
{RULER}
FAIL: test_open (tests.test_shop.ShopTest.test_open) [day] (i=1)
{DASHES}
Traceback (most recent call last):
  File "/w/tests/test_shop.py", line 9, in test_open
    raise self.failureException(msg)
AssertionError: 3 != 4
"""
    assert [f.test for f in failures(text)] == ["tests.test_shop.ShopTest.test_open"]


def test_unittest_with_docstrings_and_output_in_between() -> None:
    text = f"""\
test_open (tests.test_shop.ShopTest.test_open)
The shop opens ... FAIL

{RULER}
closing the shop
FAIL: test_open (tests.test_shop.ShopTest.test_open)
The shop opens
{DASHES}
Traceback (most recent call last):
  File "/w/tests/test_shop.py", line 9, in test_open
    self.assertTrue(shop.open)
AssertionError: False is not true
"""
    [failure] = failures(text)
    assert (failure.line.number, failure.message) == (12, "False is not true")
    assert 2 in [line.number for line in failure.also]


def test_trial() -> None:
    text = f"""\
{RULER}=========
[FAIL]
Traceback (most recent call last):
  File "/w/shop/test/test_shop.py", line 9, in test_open
    self.assertEqual(3, 4)
twisted.trial.unittest.FailTest: 3 != 4

shop.test.test_shop.ShopTest.test_open
{DASHES}---------
Ran 2 tests in 0.1s

FAILED (failures=1, successes=1)
"""
    [failure] = failures(text)
    assert (failure.test, failure.message) == ("shop.test.test_shop.ShopTest.test_open", "3 != 4")
    assert totals(text) == [("unittest", 1, 0, 1)]


def test_doctest_as_a_program() -> None:
    stars = "*" * 70
    text = f"""\
{stars}
File "README.md", line 9, in README.md
Failed example:
    total([1, 2])
Expected:
    4
Got:
    3
{stars}
***Test Failed*** 1 failures.
"""
    [failure] = failures(text)
    assert (failure.test, failure.row, failure.line.number) == ("README.md", 9, 5)
    assert failure.message == "Expected: 4 Got: 3"


def test_a_logged_error_is_no_failure() -> None:
    assert failures("ERROR: test_open (tests.test_shop.ShopTest)\nFAIL: test_open\nrest\n") == []


@pytest.mark.parametrize(
    ("line", "ok"),
    [
        ("Coverage failure: total of 9 is less than fail-under=80", False),
        ("ERROR: Coverage failure: total of 61.22 is less than fail-under=76.00", False),
        ("FAIL Required test coverage of 80% not reached. Total coverage: 60.07%", False),
        ("Required test coverage of 80.0% reached. Total coverage: 91.00%", True),
    ],
)
def test_coverage(line: str, ok: bool) -> None:
    [verdict] = [s for s in signals(line) if isinstance(s, Verdict)]
    assert (verdict.ok, verdict.category) == (ok, "coverage-threshold")


@pytest.mark.parametrize(
    ("line", "kind", "subject"),
    [
        ("  py311: FAIL code 1 (0.50=setup[0.10]+cmd[0.40] seconds)", "environment-failed", "py311"),
        ("py311-django42: exit 1 (0.50 seconds) /w> pytest pid=12", "environment-failed", "py311-django42"),
        ("ERROR:   py38: commands failed", "environment-failed", "py38"),
        ("  evaluation failed :( (0.60 seconds)", "environment-failed", ""),
        ("nox > Command pytest -q failed with exit code 1", "environment-failed", "pytest -q"),
        ("nox > Session tests-3.11 failed.", "environment-failed", "tests-3.11"),
        ("nox > * tests: failed", "environment-failed", "tests"),
        ("ERROR: InvocationError for command could not find executable pytest", "no-program", "pytest"),
        (
            "py311: failed with make is not allowed, use allowlist_externals to allow it",
            "not-allowed",
            "make",
        ),
        (
            "py39: skipped because could not find python interpreter with spec(s): py39",
            "no-interpreter",
            "py39",
        ),
        ("ERROR: py38: InterpreterNotFound: python3.8", "no-interpreter", "python3.8"),
    ],
)
def test_tox_and_nox(line: str, kind: str, subject: str) -> None:
    found = [(s.kind, s.subject) for s in signals(line) if isinstance(s, Refusal) and s.tool == "tox"]
    assert found == [(kind, subject)]


def test_tox_is_content() -> None:
    assert signals("  py311: OK (0.50 seconds)\nserver: exit 0 (1.2 seconds)\n") == ()


def test_go() -> None:
    text = """\
=== RUN   TestTotal
--- FAIL: TestTotal (0.00s)
    cart_test.go:12: got 3, want 4
FAIL
FAIL	example.org/shop/cart	0.004s
"""
    [failure] = failures(text)
    assert (failure.test, failure.message, failure.path, failure.row) == (
        "TestTotal",
        "got 3, want 4",
        "cart_test.go",
        12,
    )


def test_cargo() -> None:
    text = """\
test cart::total ... FAILED
test cart::empty ... ok
---- cart::total stdout ----
thread 'cart::total' panicked at src/cart.rs:8:5:
assertion `left == right` failed
thread 'worker' panicked at src/pool.rs:3:1:
expected by a test
test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out
"""
    [failure] = failures(text)
    assert (failure.test, failure.row, failure.line.number) == ("cart::total", 8, 4)
    assert failure.message == "assertion `left == right` failed"
    assert totals(text) == [("cargo", 1, 0, 1)]


def test_jest() -> None:
    text = """\
FAIL src/cart.test.ts
  ● cart › adds up

    expect(received).toBe(expected) // Object.is equality

    Expected: 4
    Received: 3

Tests:       1 failed, 2 passed, 3 total
"""
    [failure] = failures(text)
    assert (failure.test, failure.line.number) == ("cart › adds up", 4)
    assert totals(text) == [("jest", 1, 0, 2)]


def test_vitest() -> None:
    text = """\
 FAIL  src/cart.test.ts > cart > adds up
AssertionError: expected 3 to be 4 // Object.is equality
      Tests  1 failed | 2 passed (3)
"""
    [failure] = failures(text)
    assert (failure.error, failure.message) == ("AssertionError", "expected 3 to be 4 // Object.is equality")
    assert totals(text) == [("jest", 1, 0, 2)]


def test_mocha() -> None:
    text = """\
  2 passing (12ms)
  1 failing

  1) cart
       adds up:

      AssertionError [ERR_ASSERTION]: expected 3 to equal 4
      + expected - actual
"""
    [failure] = failures(text)
    assert failure.test == "cart adds up"
    assert failure.line.number == 7
    assert totals(text) == [("mocha", 1, 0, 0)]


def test_karma() -> None:
    text = (
        "Chrome Headless 120.0.0 (Linux x86_64) cart adds up FAILED\nExecuted 5 of 5 (1 FAILED) (0.1 secs)\n"
    )
    assert [f.test for f in failures(text)] == ["cart adds up"]
    assert totals(text) == [("karma", 1, 0, 4)]


def test_playwright() -> None:
    text = """\
  1) [chromium] › tests/cart.spec.ts:12:5 › cart › adds up ─────────────────

    TimeoutError: page.waitForSelector: Timeout 45000ms exceeded.

  1 failed
    [chromium] › tests/cart.spec.ts:12:5 › cart › adds up
  51 passed (7.3m)
"""
    [failure] = failures(text)
    assert (failure.test, failure.error) == ("tests/cart.spec.ts:12:5 › cart › adds up", "TimeoutError")
    assert (failure.line.number, totals(text)) == (3, [("playwright", 1, 0, 0)])


def test_cucumber_counts() -> None:
    assert totals("12 scenarios (2 failed, 10 passed)\n") == [("cucumber", 2, 0, 10)]


def test_behave_robot_and_phpunit() -> None:
    behave = "Failing scenarios:\n  features/shop.feature:12  Buy a thing\n\n1 scenario passed, 1 failed, 0 skipped\n"
    assert [(f.test, f.row) for f in failures(behave)] == [("Buy a thing", 12)]
    assert totals(behave) == [("behave", 1, 0, 1)]
    robot = "Buy A Thing  | FAIL |\n3 != 4\nShop  | FAIL |\n2 tests, 1 passed, 1 failed\n"
    assert [(f.test, f.message) for f in failures(robot)] == [("Buy A Thing", "3 != 4")]
    php = (
        "There was 1 failure:\n\n1) Shop\\CartTest::testTotal\nFailed asserting that 3 is 4.\n\n"
        "FAILURES!\nTests: 2, Assertions: 2, Failures: 1.\n"
    )
    assert [f.message for f in failures(php)] == ["Failed asserting that 3 is 4."]
    assert totals(php) == [("phpunit", 1, 0, 1)]


@pytest.mark.parametrize(
    ("line", "subject", "count"),
    [
        ("❌ test_close", "test_close", 0),
        ("  ✗ test_close.py (2s)", "test_close.py", 0),
        ("FAILED: tests/test_close.py", "tests/test_close.py", 0),
        ("[FAIL] test_close", "test_close", 0),
        ("test_close ... FAILED", "test_close", 0),
        ("2 of 120 tests failed", "", 2),
        ("  Results: 3/6 passed, 3 failed", "", 3),
    ],
)
def test_scripts(line: str, subject: str, count: int) -> None:
    found = [s for s in signals(line) if isinstance(s, Verdict) and s.tool == "test script"]
    assert [(s.subject, s.count) for s in found] == [(subject, count)]


@pytest.mark.parametrize(
    "line",
    [
        "0 of 120 tests failed",
        "❌ deploy",
        "latest failed login: never",
        "test_close ... ok",
        "FAILED: deploy",
    ],
)
def test_no_script(line: str) -> None:
    assert not [s for s in signals(line) if isinstance(s, Verdict)]
