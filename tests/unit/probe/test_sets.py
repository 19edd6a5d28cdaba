from __future__ import annotations

from datetime import date

import pytest

from regreen.engine.providers import facts
from regreen.logs.signals import Signals
from regreen.model.run import Run
from regreen.probe.budget import Budget
from regreen.probe.sets import install_sets
from regreen.project.jobs.projects import Projects
from regreen.project.probed import InstallSet
from regreen.project.tree import Tree

WORKFLOW = """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        python: ["3.9", "3.10", "3.11", "3.12"]
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with: {python-version: "${{ matrix.python }}"}
      - run: pip install -r requirements.txt
"""
PROJECT = '[project]\nname = "boat"\ndependencies = ["rope>=2"]\n'


def sets(today: str, **files: str) -> tuple[InstallSet, ...]:
    tree = Tree.of({name.replace("__", "/"): text for name, text in files.items()})
    known = facts(Run(), Signals(()), tree)
    projects, runs = known.get("projects", "test"), known.get("job_runs", "test")
    assert isinstance(projects, Projects) and isinstance(runs, tuple)
    return install_sets(projects, runs, date.fromisoformat(today))


def test_of_many_pythons_the_oldest_and_the_newest() -> None:
    files = {".github/workflows/ci.yml": WORKFLOW, "requirements.txt": "rope\n"}
    assert [item.python for item in sets("2024-06-01", **files) if item.job] == ["3.9", "3.12"]


@pytest.mark.parametrize(
    ("day", "python"), [("2021-05-01", "3.8"), ("2023-05-01", "3.10"), ("2025-05-01", "3.12")]
)
def test_a_job_without_a_python_has_that_of_the_image_of_the_day(day: str, python: str) -> None:
    files = {
        ".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n"
        "    steps:\n      - uses: actions/checkout@v5\n      - run: pip install rope\n"
    }
    assert [(item.python, item.certain) for item in sets(day, **files)] == [(python, False)]


def test_what_a_lock_pins_is_not_asked_about() -> None:
    assert [item.requirements[0].name for item in sets("2024-06-01", **{"pyproject.toml": PROJECT})] == [
        "rope"
    ]
    assert sets("2024-06-01", **{"pyproject.toml": PROJECT, "uv.lock": "version = 1\n"}) == ()
    compiled = {"requirements.in": "rope\n", "requirements.txt": "rope==2.0\n"}
    assert [item.requirements[0].specifier for item in sets("2024-06-01", **compiled)] == ["==2.0"]


def test_a_share_of_the_time_is_for_one_kind_of_question() -> None:
    now = [0.0]
    budget = Budget(100, 90, clock=lambda: now[0])
    share = budget.share(0.5)
    assert share.left == 50
    now[0] = 60
    assert share.spent and budget.left == 40
    assert budget.share(0.5).left == 40


@pytest.mark.parametrize(("inputs", "asked"), [("", [["uv"]]), ("        with: {version: 0.5.1}\n", [])])
def test_a_program_that_an_action_brings_in_its_newest_release(inputs: str, asked: list[list[str]]) -> None:
    ci = (
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n"
        f"      - uses: astral-sh/setup-uv@v6\n{inputs}      - run: uv run app.py\n"
    )
    found = sets("2025-06-01", **{".github/workflows/ci.yml": ci})
    assert [[item.name for item in one.requirements] for one in found] == asked
    assert all(one.place.line == 7 and not one.certain for one in found)
