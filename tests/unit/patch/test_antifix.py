from __future__ import annotations

import pytest

from regreen.patch.antifix import hidden_by
from regreen.patch.diff import file_diff


def hidden(path: str, before: str, after: str) -> list[str]:
    return [one.what for one in hidden_by(file_diff(path, before, after))]


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("- run: pytest", "- run: pytest || true", "throws an exit status away"),
        ("- run: pytest", "- run: pytest || exit 0", "throws an exit status away"),
        ("- run: pytest", "- run: pytest || echo failed", "throws an exit status away"),
        ("- run: pytest", "- run: set +e; pytest; exit 0", "throws an exit status away"),
        ("- run: ruff check", "- run: ruff check --exit-zero", "throws an exit status away"),
        ("- run: pytest", "- run: pytest\n  continue-on-error: true", "lets a step or job fail"),
        ("- run: pytest", "- run: pytest\n  if: false", "switches a step or job off"),
        ("def test_a():", "@pytest.mark.skip\ndef test_a():", "skips a test"),
        ("def test_a():", "@pytest.mark.xfail(reason='later')\ndef test_a():", "skips a test"),
        ("- run: pytest", "- run: pytest --deselect tests/test_a.py", "leaves tests out"),
        ("- run: pytest", '- run: pytest -k "not slow"', "leaves tests out"),
        ("x = 1", "x = 1  # noqa", "tells a checker to look away everywhere"),
        ("x = 1", "x = 1  # type: ignore", "tells a checker to look away everywhere"),
        ("", "# flake8: noqa", "tells a checker to look away everywhere"),
        ("fail_under = 80", "fail_under = 35", "lowers a gate"),
        ("run: pytest --cov-fail-under=80", "run: pytest --cov-fail-under=79.5", "lowers a gate"),
        ("run: pytest --cov-fail-under=80", "run: pytest", "takes a gate away"),
        ("run: eslint --max-warnings 0 .", "run: eslint --max-warnings 50 .", "lowers a gate"),
        ("    assert x == 1", "    assert True", "tests nothing"),
        ("def test_a():\n    pass\nx = 1", "x = 1", "deletes a test"),
        ("- run: git commit", "- run: git commit --no-verify", "passes hooks by"),
    ],
)
def test_what_only_hides_is_recognised(before: str, after: str, what: str) -> None:
    assert what in hidden("ci.yml", f"a\n{before}\nb\n", f"a\n{after}\nb\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- run: pytest || true", "- run: pytest"),
        ("- run: pytest || true", "- run: pytest -x || true"),
        ("continue-on-error: true", "continue-on-error: false"),
        ("fail_under = 35", "fail_under = 80"),
        ("x = 1", "x = 1  # noqa: E501"),
        ("x = 1", "x = 1  # type: ignore[arg-type]"),
        ("def test_a():", "def test_a(tmp_path):"),
        ("- run: pytest --ignore=build", "- run: pytest"),
        ("run: make", 'run: make || { echo "no"; exit 1; }'.replace("echo", "printf")),
        ("@pytest.mark.skipif(x)", "@pytest.mark.skipif(y)"),
        ("if: failure()", "if: always()"),
    ],
)
def test_other_changes_are_none(before: str, after: str) -> None:
    assert hidden("ci.yml", f"a\n{before}\nb\n", f"a\n{after}\nb\n") == []


def test_a_file_of_tests_that_goes_and_one_that_moves() -> None:
    gone = "--- a/tests/test_a.py\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-def test_a():\n-    pass\n"
    assert [(one.path, one.line) for one in hidden_by(gone)] == [("tests/test_a.py", 0)]
    moved = file_diff("tests/a.py", "def test_a():\n    pass\n", "x = 1\n") + file_diff(
        "tests/b.py", None, "def test_a():\n    pass\n"
    )
    assert hidden_by(moved) == []


def test_places_are_lines_of_the_new_text() -> None:
    before = "".join(f"line {n}\n" for n in range(30))
    after = before.replace("line 20\n", "line 20 || true\n")
    found = hidden_by("prose\n" + file_diff("a b.sh", before, after))
    assert [(one.path, one.line, one.text) for one in found] == [("a b.sh", 21, "line 20 || true")]


def test_removed_lines_that_look_like_heads() -> None:
    assert hidden("x.sql", "-- a/tests/test_a.py\n-- b\n", "++ /dev/null\n") == []
