from __future__ import annotations

from support.said import said


def test_flake8() -> None:
    log = """\
./src/cart.py:10:80: E501 line too long (93 > 79 characters)
src/cart.py:1:1: F401 'os' imported but unused
##[error]src/api.py:2:1: F821 undefined name 'x'
Error: src/api.py:3:1: W291 trailing whitespace
src/old.py:4: 'sys' imported but unused
src/bad.ipynb:cell 3:1:1: E999 SyntaxError: invalid syntax
3
"""
    assert said(log) == [
        ("flake8", 1, "./src/cart.py", 10, "E501", "error"),
        ("flake8", 2, "src/cart.py", 1, "F401", "error"),
        ("flake8", 3, "src/api.py", 2, "F821", "error"),
        ("flake8", 4, "src/api.py", 3, "W291", "error"),
        ("flake8", 5, "src/old.py", 4, "", "error"),
        ("flake8", 6, "src/bad.ipynb", 1, "E999", "error"),
    ]


def test_flake8_that_crashes() -> None:
    log = """\
There was a critical error during execution of Flake8:
plugin code for `flake8-x[x]` does not match ^[A-Z]{1,3}[0-9]{0,3}$
"""
    assert said(log) == [("flake8", 2, "checker-crash", "")]


def test_lines_of_tests_are_not_flake8() -> None:
    log = """\
tests/test_cart.py:8: AssertionError
tests/test_cart.py::test_total PASSED
src/cart.py:10: DeprecationWarning: old
  File "src/cart.py", line 10, in total
src/cart.py:12:5: error: Name "x" is not defined  [name-defined]
"""
    assert [signal for signal in said(log) if signal[0] == "flake8"] == []


def test_ruff_with_snippets() -> None:
    log = """\
F401 [*] `os` imported but unused
 --> src/cart.py:1:8
  |
1 | import os
  |        ^^
  |
help: Remove unused import: `os`

invalid-syntax: Expected an expression
  --> src/api.py:3:9

src/old.py:1:8: F401 [*] `os` imported but unused
Found 3 errors.
[*] 2 fixable with the `--fix` option.
"""
    assert said(log) == [
        ("ruff", 1, "src/cart.py", 1, "F401", "error"),
        ("ruff", 9, "src/api.py", 3, "invalid-syntax", "error"),
        ("flake8", 12, "src/old.py", 1, "F401", "error"),
        ("ruff", 13, 3, False),
    ]


def test_ruff_grouped() -> None:
    log = """\
src/cart.py:
  1:8 F401 [*] `os` imported but unused
  9:1 E402 Module level import not at top of file

src/api.py:
  2:1 E701 Multiple statements on one line

Found 3 errors.
"""
    assert said(log) == [
        ("ruff", 2, "src/cart.py", 1, "F401", "error"),
        ("ruff", 3, "src/cart.py", 9, "E402", "error"),
        ("ruff", 6, "src/api.py", 2, "E701", "error"),
        ("ruff", 8, 3, False),
    ]


def test_ruff_content_or_all_fixed() -> None:
    assert said("All checks passed!\n") == [("ruff", 1, 0, True)]
    assert said("Found 7 errors (7 fixed, 0 remaining).\n") == [("ruff", 1, 0, True)]
    assert said("Found 7 errors (5 fixed, 2 remaining).\n") == [("ruff", 1, 2, False)]


def test_ruff_that_cannot_work() -> None:
    log = """\
ruff failed
  Cause: Failed to load configuration `/build/pyproject.toml`
  Cause: Failed to parse /build/pyproject.toml
  Cause: TOML parse error at line 9, column 1
"""
    assert [signal for signal in said(log) if signal[0] == "ruff"] == [("ruff", 4, "checker-config", "")]


def test_pylint() -> None:
    log = """\
************* Module shop.cart
src/shop/cart.py:1:0: C0114: Missing module docstring (missing-module-docstring)
src/shop/cart.py:9:4: E1101: Instance of 'Cart' has no 'sum' member (no-member)
src/shop/cart.py:12: [W0611(unused-import), ] Unused import os

-----------------------------------
Your code has been rated at 7.50/10 (previous run: 9.00/10, -1.50)
"""
    assert said(log) == [
        ("pylint", 2, "src/shop/cart.py", 1, "C0114", "convention"),
        ("pylint", 3, "src/shop/cart.py", 9, "E1101", "error"),
        ("pylint", 4, "src/shop/cart.py", 12, "W0611", "warning"),
        ("pylint", 7, 0, False),
    ]


def test_pylint_before_2() -> None:
    log = """\
************* Module shop.cart
C:  1, 0: Missing module docstring (missing-docstring)
W: 12, 4: Unused variable 'x' (unused-variable)
"""
    assert said(log) == [
        ("pylint", 2, "shop.cart", 1, "missing-docstring", "convention"),
        ("pylint", 3, "shop.cart", 12, "unused-variable", "warning"),
    ]


def test_a_score_without_messages_is_no_verdict() -> None:
    assert said("Your code has been rated at 9.50/10\n") == []


def test_pydocstyle() -> None:
    log = "src/cart.py:3 in public function `total`:\n        D103: Missing docstring in public function\n"
    assert said(log) == [("pydocstyle", 2, "src/cart.py", 3, "D103", "error")]


def test_small_python_checkers() -> None:
    log = """\
src/cart.py:3: unused function 'total' (60% confidence)
ERROR:xenon:block "src/cart.py:20 total" has a rank of D
src/cart.py:1:1 [FURB101]: Replace `with open(...)`
src/cart.py:1:8: DEP001 'yaml' imported but missing from the dependency definitions
pyproject.toml: DEP002 'six' defined as a dependency but not used in the codebase
Found 2 dependency issues.
Layers of the shop BROKEN
Contracts: 1 kept, 1 broken.
RESULT: FAILED (minimum: 80.0%, actual: 43.2%)
docs/index.rst:3: D001 Line too long
"""
    assert said(log) == [
        ("vulture", 1, "src/cart.py", 3, "unused function", "error"),
        ("xenon", 2, "src/cart.py", 20, "D", "error"),
        ("refurb", 3, "src/cart.py", 1, "FURB101", "error"),
        ("deptry", 4, "src/cart.py", 1, "DEP001", "error"),
        ("deptry", 5, "pyproject.toml", 0, "DEP002", "error"),
        ("deptry", 6, 2, False),
        ("import-linter", 7, "", 0, "Layers of the shop", "error"),
        ("import-linter", 8, 1, False),
        ("interrogate", 9, 0, False),
        ("doc8", 10, "docs/index.rst", 3, "D001", "error"),
    ]


def test_content_python_checkers() -> None:
    log = """\
Success! No dependency issues found.
Contracts: 2 kept, 0 broken.
RESULT: PASSED (minimum: 80.0%, actual: 93.2%)
"""
    assert [signal[-1] for signal in said(log)] == [True, True, True]
