from __future__ import annotations

from textwrap import dedent

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.engine.gates import refused
from regreen.model.text import Edit, Source, Span
from regreen.patch.apply import apply
from regreen.patch.toml import set_value
from regreen.patch.untouched import comments
from regreen.patch.yaml import append_item, delete, insert_key, replace_scalar

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one that files are read with
YAML = dedent(
    """\
    on: push  # every one
    env: &common
      A: "x # no comment"
      B:
    jobs:
      build:
        runs-on: ubuntu-latest  # pinned
        env: *common
        steps:
          - run: |
              # no comment either
              make
          - uses: a/b@v1  # keep

        # tail
      lint: {runs-on: ubuntu-latest, steps: [run: x]}
    """
)


def edit(source: Source, old: str, new: str) -> list[Edit]:
    at = source.text.index(old)
    return [Edit(Span(source.path, at, at + len(old)), old, new)]


def gate(source: Source, edits: list[Edit]) -> str:
    return refused(source, apply(source, edits), edits)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_edits_that_name_what_they_change_pass(end: str, mark: str) -> None:
    source = Source("ci.yml", mark + YAML.replace("\n", end))
    for edits in (
        replace_scalar(source, ("jobs", "build", "runs-on"), "ubuntu-24.04"),
        replace_scalar(source, ("env", "A"), "y"),
        insert_key(source, ("jobs", "build"), "timeout-minutes", 10),
        insert_key(source, (), "permissions", {"contents": "read"}),
        append_item(source, ("jobs", "build", "steps"), {"run": "true"}),
        delete(source, ("jobs", "build", "steps", 0)),
        delete(source, ("env", "A")),
        edit(source, "a/b@v1  # keep", "a/b@v2  # other"),
    ):
        assert gate(source, edits) == "", edits


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("build:\n", "build\n", "could not be read afterwards"),
        ("push  ", "push", "a comment would begin or end to be one"),
        ("ubuntu-latest  # pinned", "ubuntu-latest\n  test:\n    runs-on: x", "meaning of something else"),
        (
            "jobs:\n  build:\n    runs-on",
            "jobs:\n  build:\n    if: x\n  new:\n    runs-on",
            "meaning of something else",
        ),
    ],
)
def test_edits_that_reach_farther_do_not(old: str, new: str, why: str) -> None:
    source = Source("ci.yml", YAML)
    assert why in gate(source, edit(source, old, new))


def test_more_than_the_edits_is_noticed() -> None:
    source = Source("notes.txt", "one\ntwo\n")
    edits = edit(source, "one", "1")
    assert "outside of the edits" in refused(source, Source("notes.txt", "1\ntwo\n\n"), edits)


def test_a_broken_file_only_has_to_be_readable_afterwards() -> None:
    source = Source("ci.yml", "env:\n  URL: sqlite:///:memory: x: y\n")
    assert gate(source, edit(source, "sqlite:///:memory: x: y", '"sqlite:///:memory: x: y"')) == ""
    assert "could not be read" in gate(source, edit(source, "URL", "URI"))


@pytest.mark.parametrize(
    ("path", "before", "old", "new"),
    [
        ("pyproject.toml", "[a]\nx = 1\n", "1", "oops"),
        ("package.json", '{"a": 1}', "1", "1,"),
        ("setup.cfg", "[a]\nx = 1\n", "[a]", "a]"),
        ("shop/a.py", "x = 1\n", "1", "("),
        ("requirements.txt", "flask==3\n", "flask==3", "flask=3"),
        ("tox.ini", "[a]\nx = 1\n", "x = 1", "x = 1\nx = 2"),
    ],
)
def test_every_format_is_read_again(path: str, before: str, old: str, new: str) -> None:
    source = Source(path, before)
    assert gate(source, []) == ""
    assert "could not be read afterwards" in gate(source, edit(source, old, new))


def test_requirements_that_were_odd_before_may_stay() -> None:
    text = "-r base.txt\n./local\n${NAME}\na b c\nflask==3 ; python_version > '3'  # why\n"
    source = Source("requirements/dev.txt", text)
    assert gate(source, edit(source, "flask==3", "flask==2 --hash=sha256:aa")) == ""


TOML = '[tool.a]\nx = 1 # one\n[tool.b]\ny = "# none"\nlist = [1, # first\n  2]\n'


def test_toml() -> None:
    source = Source("pyproject.toml", TOML)
    assert gate(source, set_value(source, ("tool", "b", "y"), "z")) == ""
    assert gate(source, set_value(source, ("tool", "c", "new"), [1])) == ""
    assert gate(source, edit(source, "list = [1, ", "list = [1, 3, ")) == ""
    reach = edit(source, "# one\n", "# one\nz = 2\n[tool.d]\n")
    assert gate(source, reach) == ""  # an empty table that takes nothing along
    assert "meaning of something else" in gate(source, edit(source, "[tool.b]\n", ""))
    assert [TOML[at : at + 3] for at in comments(source) or []] == ["# o", "# f"]


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 60),
    st.integers(0, 12),
    st.sampled_from(["", "x", "\n", "#", ": ", "'", "  ", "- a\n", "|"]),
)
def test_whatever_passes_changes_nothing_that_it_does_not_touch(at: int, length: int, new: str) -> None:
    source = Source("ci.yml", YAML)
    at += YAML.index("env")
    at, end = min(at, YAML.index("jobs")), min(at + length, YAML.index("jobs"))
    edits = [Edit(Span("ci.yml", at, max(at, end)), YAML[at : max(at, end)], new)]
    after = apply(source, edits)
    if refused(source, after, edits):
        return
    old, changed = (yaml.load(text, Loader=LOADER) for text in (YAML, after.text))  # noqa: S506
    assert changed[True] == old[True]
    assert changed["jobs"]["lint"] == old["jobs"]["lint"]
    assert changed["jobs"]["build"]["steps"] == old["jobs"]["build"]["steps"]
