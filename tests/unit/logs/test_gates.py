from __future__ import annotations

import pytest

from regreen.logs.gates import Gate, forgiven, gates_of
from regreen.logs.read import read
from regreen.logs.signals import Signals
from regreen.model.finding import Category


def gates(text: str, script: str = "") -> tuple[Gate, ...]:
    head = f"##[group]Run {script}\n{script}\nshell: /usr/bin/bash -e {{0}}\n##[endgroup]\n" if script else ""
    log = f"{head}{text}##[error]Process completed with exit code 1.\n"
    stamped = "".join(f"2026-01-02T10:00:00.0000000Z {line}\n" for line in log.splitlines())
    return gates_of(Signals((read("log", stamped.encode()),))).all


E501 = "src/a.py:1:1: E501 line too long\n"
F401 = "src/b.py:2:1: F401 'os' imported but unused\n"


def test_lines_before_the_words_of_ruff_are_of_ruff() -> None:
    (gate,) = gates(f"{E501}{F401}Found 2 errors.\n")
    assert (gate.tool, gate.count, gate.codes, gate.path) == ("ruff", 2, "E501, F401", "src/a.py")
    assert [line.number for line in gate.lines] == [1, 3, 2]


def test_without_words_the_script_tells() -> None:
    assert [gate.tool for gate in gates(E501, "ruff check --output-format=github .")] == ["ruff"]
    assert [gate.tool for gate in gates(E501, "flake8 src")] == ["flake8"]


def test_a_good_verdict_forgives_what_stands_before() -> None:
    assert gates("src/a.py:1: error: No  [misc]\nSuccess: no issues found in 1 source file\n") == ()


def test_warnings_count_where_the_options_say_so() -> None:
    warning = "  src/a.py:1:1 - warning: Stub file not found (reportMissingTypeStubs)\n"
    assert gates(warning, "pyright src") == ()
    assert [gate.tool for gate in gates(warning, "pyright --warnings src")] == ["pyright"]


def test_every_message_of_pylint_counts() -> None:
    (gate,) = gates("src/a.py:1:0: C0114: Missing module docstring (missing-module-docstring)\n")
    assert (gate.tool, gate.category, gate.count) == ("pylint", Category.LINT, 1)


def test_errors_are_evidence_before_warnings() -> None:
    text = "src/a.py:1:0: C0114: Missing docstring (x)\nsrc/a.py:3:0: E1101: No member (y)\n"
    (gate,) = gates(f"{text}Your code has been rated at 5.00/10\n")
    assert [line.number for line in gate.lines] == [2, 3]


def test_what_identifies_it_is_free_of_rows_and_folders_of_the_machine() -> None:
    one, other = "src/shop/a.py", "/home/runner/work/shop/shop/src/shop/a.py"
    (first,) = gates(f"{one}:10:1: E501 line too long (90 > 79 characters)\n")
    (again,) = gates(f"{other}:99:1: E501 line too long (80 > 79 characters)\n")
    assert first.data == again.data


def test_five_kinds_of_error_need_no_file() -> None:
    text = "".join(f"src/a{n}.py:1:1: E50{n} text\n" for n in range(1, 7))
    (gate,) = gates(text)
    assert (gate.where, len(gate.lines)) == ("", 5)


@pytest.mark.parametrize(
    ("script", "tool", "expected"),
    [
        ("ruff check . || true", "ruff", True),
        ("ruff check . || true\nruff format --check .", "ruff", True),
        ("ruff check .\nmypy src || true", "ruff", False),
        ("pip install mypy\nmypy src \\\n  --strict || echo failed", "mypy", True),
        ("flake8 . --select=E9\nflake8 . --exit-zero", "flake8", False),
        ("flake8 . --exit-zero", "flake8", True),
        ("# flake8 || true\nmake lint", "flake8", False),
    ],
)
def test_exit_codes_that_are_thrown_away(script: str, tool: str, expected: bool) -> None:
    assert forgiven(script, tool) is expected


def test_warnings_of_documentation_count_only_under_a_strict_build() -> None:
    warning = "docs/a.rst:3: WARNING: undefined label: 'cart' [ref.ref]\n"
    assert gates(warning, "sphinx-build docs out") == ()
    assert [gate.tool for gate in gates(warning, "sphinx-build -nW docs out")] == ["sphinx"]
