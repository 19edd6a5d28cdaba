"""Packages of the day on which an old commit was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from regreen.app.as_of import constraints_as_of
from regreen.app.dated import day_of
from regreen.app.run import Wanted, run
from regreen.project.git import Repository
from regreen.project.tree import Tree
from regreen.workflow.load import load_workflow
from support.command import git, repository
from support.package_index import listed
from support.probing import probing
from support.workflows import Heard, Place, printed

FILE = ".github/workflows/ci.yml"
WORKFLOW = """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with: {python-version: "3.12"}
      - run: pip install -r requirements.txt
      - run: pip install gamma
  other:
    runs-on: ubuntu-latest
    steps: [{run: pip install nothing}]
"""
INDEX = """\
alpha 1.0 2024-01-05
  needs beta
alpha 2.0 2024-03-01
  needs beta
beta 1.0 2024-01-01
beta 2.0 2024-02-01
gamma 1.0 2024-01-01
gamma 2.0 2024-06-01
"""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[None]:
    with probing(listed(INDEX), tmp_path / "probing"):
        yield


def test_what_a_job_installed_on_a_day(index: None) -> None:
    tree = Tree.of({FILE: WORKFLOW, "requirements.txt": "alpha\n"})
    source = tree.source(FILE)
    assert source is not None
    found = constraints_as_of(
        load_workflow(source), tree, date(2024, 2, 10), wanted=lambda job: job == "test", offline=False
    )
    assert found.constraints == {"test": "alpha==1.0\nbeta==2.0\ngamma==1.0\n"}
    assert found.notes == ()


def test_a_set_without_a_solution_is_said(index: None) -> None:
    tree = Tree.of({FILE: WORKFLOW, "requirements.txt": "alpha>=3\n"})
    source = tree.source(FILE)
    assert source is not None
    found = constraints_as_of(
        load_workflow(source), tree, date(2024, 2, 10), wanted=lambda job: job == "test", offline=False
    )
    assert found.constraints == {"test": "gamma==1.0\n"}
    assert "no solution for that day" in found.notes[0]


def test_the_day_that_counts(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    old = repository(folder, {"a.py": "\n"})
    git(folder, "commit", "-q", "--allow-empty", "-m", "Second")
    opened, today = Repository.open(folder), date.today()
    made = date.fromisoformat(git(folder, "show", "-s", "--format=%cs", old).strip())
    assert day_of(opened, old, date(2024, 1, 1), today) == date(2024, 1, 1)
    assert day_of(opened, old, today, today) is None
    assert day_of(opened, opened.head() or "", None, date(2999, 1, 1)) is None
    assert day_of(opened, old, None, date(2999, 1, 1)) == made
    assert day_of(opened, old, None, made) is None


def test_pip_is_told(tmp_path: Path, index: None) -> None:
    text = """
        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v5
              - run: cat "$PIP_CONSTRAINT"
              - run: test -z "$NEVER" || pip install alpha
    """
    folder = Place(tmp_path).commit(text)
    ran = run(Wanted(repository=folder, cache=tmp_path / "cache", as_of=date(2024, 2, 10)), Heard())
    assert {"alpha==1.0", "beta==2.0"} <= set(printed(ran))
    assert "packages as of 2024-02-10" in ran.execution.notes[0]
    assert [item.used for item in ran.execution.substitutions] == ["2 of them as of 2024-02-10"]


def test_scripts_that_cannot_be_read_install_what_is_declared(index: None) -> None:
    text = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n"
    text += "      - run: '\"$PIP\" install -r requirements.txt'\n"
    tree = Tree.of({FILE: text, "requirements.txt": "alpha\n", "uv.lock": "version = 1\n"})
    source = tree.source(FILE)
    assert source is not None
    found = constraints_as_of(
        load_workflow(source), tree, date(2024, 2, 10), wanted=lambda job: True, offline=False
    )
    assert found.constraints == {"test": "alpha==1.0\nbeta==2.0\n"}
    assert found.locked
