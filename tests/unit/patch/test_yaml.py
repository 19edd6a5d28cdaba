from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source, Span
from regreen.patch.apply import apply
from regreen.patch.yaml import Path, Value, append_item, delete, insert_key, replace_scalar

TEXT = """\
# head
name: CI
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-20.04   # old
    env: {A: '1', B: "2"}
    steps:
    - uses: actions/checkout@v3
    - name: Run
      run: |
        pytest \\
          -q

      # about the next one
    - run: "echo ü"
      with:
        x: 3.10
    # the end
  lint:
    needs: test
"""


def edited(edits: list[Edit], text: str = TEXT) -> str:
    return apply(Source("w.yml", text), edits).text


STEP = ("jobs", "test", "steps")


@pytest.mark.parametrize(
    "path, value, old, new",
    [
        (("jobs", "test", "runs-on"), "ubuntu-22.04", "ubuntu-20.04", "ubuntu-22.04"),
        (("jobs", "test", "env", "A"), "it's", "'1'", "'it''s'"),
        (("jobs", "test", "env", "B"), 'q"', '"2"', '"q\\""'),
        ((*STEP, 2, "with", "x"), "3.10", "x: 3.10", 'x: "3.10"'),
        (("name",), "on", "name: CI", 'name: "on"'),
        (("name",), "a: b #c", "name: CI", 'name: "a: b #c"'),
        (("name",), "${{ github.ref }}", "name: CI", "name: ${{ github.ref }}"),
        (("jobs", "lint", "needs"), True, "needs: test", "needs: true"),
    ],
)
@pytest.mark.parametrize("start, end", [("", "\n"), ("\ufeff", "\r\n")])
def test_scalars(path: Path, value: str | bool, old: str, new: str, start: str, end: str) -> None:
    text = start + TEXT.replace("\n", end)
    assert edited(replace_scalar(Source("w.yml", text), path, value), text) == text.replace(old, new, 1)


def test_a_scalar_by_its_span() -> None:
    at = TEXT.index("actions/checkout@v3")
    edits = replace_scalar(Source("w.yml", TEXT), Span("w.yml", at, at + 19), "actions/checkout@v4")
    assert edited(edits) == TEXT.replace("@v3", "@v4")


@pytest.mark.parametrize(
    "path, key, value, after, old, new",
    [
        (("jobs", "test"), "timeout-minutes", 15, "runs-on", "# old\n", "# old\n    timeout-minutes: 15\n"),
        (("jobs", "lint"), "if", "always()", "", "needs: test\n", "needs: test\n    if: always()\n"),
        (
            (*STEP, 1),
            "env",
            {"X": "1", "Z": [1, "b"]},
            "",
            "-q\n",
            '-q\n      env:\n        X: "1"\n        Z:\n          - 1\n          - b\n',
        ),
        ((*STEP, 0), "with", {"path": "a b"}, "", "@v3\n", "@v3\n      with:\n        path: a b\n"),
        (("jobs", "test", "env"), "C", "x y", "A", "'1'", "'1', C: x y"),
        ((), "permissions", {}, "name", "name: CI\n", "name: CI\npermissions: {}\n"),
        (
            ("jobs", "lint"),
            "run",
            "a\n  b\n",
            "",
            "needs: test\n",
            "needs: test\n    run: |\n      a\n        b\n",
        ),
    ],
)
def test_keys(path: Path, key: str, value: Value, after: str, old: str, new: str) -> None:
    assert edited(insert_key(Source("w.yml", TEXT), path, key, value, after=after)) == TEXT.replace(
        old, new, 1
    )


@pytest.mark.parametrize(
    "path, value, old, new",
    [
        (
            STEP,
            {"run": "a\nb", "if": "x"},
            "x: 3.10\n",
            "x: 3.10\n    - run: |-\n        a\n        b\n      if: x\n",
        ),
        (("on",), "workflow_dispatch", "pull_request]", "pull_request, workflow_dispatch]"),
    ],
)
def test_items(path: Path, value: Value, old: str, new: str) -> None:
    assert edited(append_item(Source("w.yml", TEXT), path, value)) == TEXT.replace(old, new, 1)


@pytest.mark.parametrize(
    "path, old",
    [
        (("jobs", "test", "env"), "    env: {A: '1', B: \"2\"}\n"),
        ((*STEP, 1), "    - name: Run\n      run: |\n        pytest \\\n          -q\n"),
        ((*STEP, 1, "run"), "      run: |\n        pytest \\\n          -q\n"),
        (("jobs", "lint"), "  lint:\n    needs: test\n"),
        (("on", 0), "push, "),
        (("on", 1), ", pull_request"),
    ],
)
def test_deletions(path: Path, old: str) -> None:
    assert edited(delete(Source("w.yml", TEXT), path)) == TEXT.replace(old, "", 1)


def test_a_comment_below_stays_with_its_own() -> None:
    text = "a:\n- b: |\n    x\n  c: 1\n  # about c\n# end\n"
    assert edited(append_item(Source("w.yml", text), ("a",), {"run": "y\nz\n"}), text) == text.replace(
        "about c\n", "about c\n- run: |\n    y\n    z\n"
    )


def test_what_cannot_be_edited_is_refused() -> None:
    source = Source("w.yml", TEXT)
    calls: tuple[Callable[[], object], ...] = (
        lambda: replace_scalar(source, ("jobs",), "x"),
        lambda: replace_scalar(source, (*STEP, 1, "run"), "x"),
        lambda: insert_key(source, ("jobs", "test"), "env", 1),
        lambda: insert_key(source, ("name",), "env", 1),
        lambda: append_item(source, ("jobs",), 1),
        lambda: delete(source, ("jobs", "lint", "needs")),
        lambda: delete(source, (*STEP, 1, "name")),
        lambda: delete(source, ("nope", "x")),
        lambda: insert_key(Source("w.yml", "a: ["), (), "b", 1),
        lambda: insert_key(Source("w.yml", ""), (), "b", 1),
        lambda: insert_key(Source("w.yml", "[" * 300 + "]" * 300), (), "b", 1),
        lambda: insert_key(Source("w.yml", "- " * 9000 + "x"), (), "b", 1),
    )
    for call in calls:
        with pytest.raises(PatchError):
            call()


VALUE = (
    st.booleans()
    | st.integers(-9, 9)
    | st.text(max_size=6)
    | st.sampled_from(["yes", "1.0", "a: b", "- x", "*a", "#", "@"])
)


@settings(max_examples=80)
@given(VALUE)
def test_a_value_is_read_back(value: str | int | bool) -> None:
    text = "a: x\nb:\n  - 'y'\n"
    out = edited(replace_scalar(Source("w.yml", text), ("a",), value), text)
    assert yaml.safe_load(out) == {"a": value, "b": ["y"]}
    out = edited(insert_key(Source("w.yml", text), (), "k", [value, {"n": value}]), text)
    assert yaml.safe_load(out)["k"] == [value, {"n": value}]
