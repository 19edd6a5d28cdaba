from __future__ import annotations

from support.said import said


def test_mypy() -> None:
    log = """\
src/shop/cart.py:12: error: Incompatible return value type (got "str", expected "int")  [return-value]
src/shop/cart.py:12: note: See the documentation
src/shop/api.py:3:8: error: Library stubs not installed for "yaml"  [import-untyped]
##[error]src\\shop\\db.py:7: error: Name "x" is not defined  [name-defined]
Found 3 errors in 3 files (checked 9 source files)
"""
    assert said(log) == [
        ("mypy", 1, "src/shop/cart.py", 12, "return-value", "error"),
        ("mypy", 3, "src/shop/api.py", 3, "import-untyped", "error"),
        ("mypy", 4, "src\\shop\\db.py", 7, "name-defined", "error"),
        ("mypy", 5, 3, False),
    ]


def test_mypy_in_colour_and_as_json() -> None:
    log = """\
src/a.py:1: ␛[1m␛[31merror:␛(B␛[m Need type annotation for ␛(B␛[m␛[1m"x"␛(B␛[m  ␛[33m[var-annotated]␛(B␛[m
{"file": "src/b.py", "line": 4, "column": 0, "message": "A \\"x\\"", "hint": null, "code": "misc", "severity": "error"}
Success: no issues found in 3 source files
"""
    assert said(log) == [
        ("mypy", 1, "src/a.py", 1, "var-annotated", "error"),
        ("mypy", 2, "src/b.py", 4, "misc", "error"),
        ("mypy", 3, 0, True),
    ]


def test_mypy_that_cannot_work() -> None:
    log = """\
pyproject.toml:1: error: Error importing plugin "pydantic.mypy": No module named 'pydantic'  [misc]
src/a.py:9: error: INTERNAL ERROR -- Please try using mypy master on GitHub:
mypy: can't read file 'source': No such file or directory
src/a.py: error: Source file found twice under different module names: "a" and "src.a"
"""
    assert said(log) == [
        ("mypy", 1, "checker-plugin", "pydantic"),
        ("mypy", 2, "checker-crash", ""),
        ("mypy", 3, "checker-path", "source"),
        ("mypy", 4, "src/a.py", 0, "", "error"),
    ]


def test_compilers_and_programs_are_not_mypy() -> None:
    log = """\
src/fast.c:10:5: error: unknown type name 'foo'
manage.py: error: unrecognized arguments: --fast
ERROR: error: nothing
"""
    assert [signal for signal in said(log) if signal[0] == "mypy"] == []


def test_pyright() -> None:
    log = """\
/home/runner/work/shop/shop/src/cart.py
  /home/runner/work/shop/shop/src/cart.py:3:8 - error: Import "yaml" could not be resolved (reportMissingImports)
  /home/runner/work/shop/shop/src/cart.py:9:1 - warning: Stub file not found for "x" (reportMissingTypeStubs)
1 error, 1 warning, 0 informations
0 errors, 0 warnings, 0 notes
"""
    path = "/home/runner/work/shop/shop/src/cart.py"
    assert said(log) == [
        ("pyright", 2, path, 3, "reportMissingImports", "error"),
        ("pyright", 3, path, 9, "reportMissingTypeStubs", "warning"),
        ("pyright", 4, 1, False),
        ("pyright", 5, 0, True),
    ]


def test_ty() -> None:
    log = """\
error[unresolved-import]: Cannot resolve imported module `yaml`
 --> src/cart.py:3:8
  |
3 | import yaml
src/api.py:4:1: error[invalid-assignment] Object of type `str` is not assignable to `int`
Found 2 diagnostics
"""
    assert said(log) == [
        ("ty", 1, "src/cart.py", 3, "unresolved-import", "error"),
        ("ty", 5, "src/api.py", 4, "invalid-assignment", "error"),
        ("ty", 6, 2, False),
    ]


def test_rustc_is_not_ty() -> None:
    found = said("error[E0308]: mismatched types\n --> src/main.rs:3:8\n")
    assert [signal for signal in found if signal[0] == "ty"] == []


def test_pyrefly() -> None:
    log = """\
ERROR Object of class `Cart` has no attribute `sum` [missing-attribute]
  --> src/cart.py:20:5
   |
ERROR src/api.py:3:1-20: Could not find import of `yaml` [import-error]
 INFO 2 errors (4 suppressed)
"""
    assert said(log) == [
        ("pyrefly", 1, "src/cart.py", 20, "missing-attribute", "error"),
        ("pyrefly", 4, "src/api.py", 3, "import-error", "error"),
        ("pyrefly", 5, 2, False),
    ]


def test_pyre_and_pytype() -> None:
    log = """\
src/cart.py:20:4 Incompatible return type [7]: Expected `int` but got `str`.
ƛ Found 1 type error!
File "/build/src/cart.py", line 3, in total: No attribute 'sum' on None [attribute-error]
"""
    assert said(log) == [
        ("pyre", 1, "src/cart.py", 20, "7", "error"),
        ("pyre", 2, 1, False),
        ("pytype", 3, "/build/src/cart.py", 3, "attribute-error", "error"),
    ]


def test_tsc() -> None:
    log = """\
##[error]src/cart.ts(10,5): error TS2322: Type 'string' is not assignable to type 'number'.
src/api.ts:3:1 - ␛[91merror␛[0m␛[90m TS2304: ␛[0mCannot find name 'x'.
error TS18003: No inputs were found in config file 'tsconfig.json'.
Found 3 errors in 2 files.
"""
    assert said(log) == [
        ("tsc", 1, "src/cart.ts", 10, "TS2322", "error"),
        ("tsc", 2, "src/api.ts", 3, "TS2304", "error"),
        ("tsc", 3, "", 0, "TS18003", "error"),
        ("tsc", 4, 3, False),
    ]
