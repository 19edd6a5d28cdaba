from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from regreen.engine.providers import facts
from regreen.logs.signals import Signals
from regreen.model.run import Run, RunRef
from regreen.probe.probes import Probes
from regreen.project.probed import Change, NoWheel, Resolution, Solved, Unsolvable
from regreen.project.tree import Tree
from support.package_index import listed
from support.probing import probing

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
"""
INDEX = """\
alpha 1.0 2024-01-05
  needs beta<2
alpha 2.0 2024-03-01
  needs beta>=2
beta 1.0 2024-01-01
beta 1.5 2024-02-01
beta 2.0 2024-04-01
gamma 1.0 2024-01-01 sdist
delta 1.0 2024-01-01 cp39
delta 1.0 2024-01-01 sdist
epsilon 1.0 2024-01-01
  python >=3.13
"""


def asked(requirements: str, probes: Probes, workflow: str = WORKFLOW, **files: str) -> dict[str, object]:
    tree = Tree.of({".github/workflows/ci.yml": workflow, "requirements.txt": requirements, **files})
    known = facts(Run(ref=RunRef(started="2024-06-01")), Signals(()), tree, probes=probes.providers())
    return {name: known.get(name, "test") for name in ("resolutions", "upstream")}


def resolved(requirements: str, probes: Probes, workflow: str = WORKFLOW) -> list[Resolution]:
    found = asked(requirements, probes, workflow)["resolutions"]
    assert isinstance(found, tuple)
    return list(found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("probes")


@pytest.fixture
def probes(folder: Path) -> Iterator[Probes]:
    with probing(listed(INDEX), folder, red="2024-06-01") as found:
        yield found


def test_versions_and_their_days(probes: Probes) -> None:
    [solved] = resolved("alpha\n", probes)
    assert isinstance(solved, Solved)
    assert {p.name: (p.version, str(p.released)[:10]) for p in solved.packages} == {
        "alpha": ("2.0", "2024-03-01"),
        "beta": ("2.0", "2024-04-01"),
    }


def test_a_conflict_names_the_lines_and_the_one_in_the_way(probes: Probes) -> None:
    [found] = resolved("# pins\nalpha==1.0\nbeta==2.0\n", probes)
    assert isinstance(found, Unsolvable)
    assert found.kind == "pinned-versions-conflict"
    assert sorted((item.name, item.place.line) for item in found.guilty) == [("alpha", 2), ("beta", 3)]
    assert found.relaxed is not None
    assert (found.relaxed[0].name, found.relaxed[1]) == ("beta", "1.5")


def test_a_version_that_does_not_exist(probes: Probes) -> None:
    [found] = resolved("alpha==7\nbeta\n", probes)
    assert isinstance(found, Unsolvable)
    assert found.kind == "no-matching-distribution"
    assert [item.name for item in found.guilty] == ["alpha"]


def test_a_version_for_other_pythons(probes: Probes) -> None:
    [found] = resolved("epsilon\n", probes)
    assert isinstance(found, Unsolvable)
    assert found.kind == "version-needs-other-python"


def test_a_distribution_without_wheels_is_set_aside_and_never_built(probes: Probes) -> None:
    [found] = resolved("gamma==1.0\nbeta\n", probes)
    assert isinstance(found, Solved)
    assert found.aside == ("gamma",)
    assert found.version("beta") == "2.0"


def test_a_pin_with_wheels_for_another_python_only(probes: Probes) -> None:
    found = resolved("delta==1.0\n", probes)
    assert [item.requirement.name for item in found if isinstance(item, NoWheel)] == ["delta"]


def test_nobody_else_index_is_asked(probes: Probes) -> None:
    assert resolved("--index-url http://127.0.0.1:9/simple\nalpha==7\n", probes) == []
    assert "package indexes of its own" in probes.notes[0]


def test_what_changed_between_two_days(folder: Path) -> None:
    with probing(listed(INDEX), folder, red="2024-06-01", green="2024-03-15") as probes:
        changed = asked("alpha>=1\n", probes)["upstream"]
    assert isinstance(changed, tuple)
    assert [isinstance(item, Change) and (item.name, item.old, item.new) for item in changed] == [
        ("alpha", "1.0", "2.0"),
        ("beta", "1.5", "2.0"),
    ]
    assert changed[0].requirement is not None
    assert [parent.name for parent in changed[1].parents] == ["alpha"]


def test_a_requirement_that_is_younger_than_the_green_day(folder: Path) -> None:
    with probing(listed(INDEX), folder, red="2024-04-20", green="2024-01-20") as probes:
        changed = asked("alpha>=2\nbeta\n", probes)["upstream"]
    assert isinstance(changed, tuple)
    assert changed == ()  # beta 2.0, which alpha 2.0 needs, is of April
    with probing(listed(INDEX), folder, red="2024-04-20", green="2024-01-20") as probes:
        changed = asked("beta>=1.5\n", probes)["upstream"]
    assert isinstance(changed, tuple)
    assert [isinstance(item, Change) and (item.old, item.new) for item in changed] == [("1.5", "2.0")]


def test_offline_says_so_and_remembers(folder: Path, tmp_path: Path) -> None:
    with probing(listed(INDEX), tmp_path, red="2024-06-01", offline=True) as probes:
        assert resolved("beta<2\n", probes) == []
        assert "was not reached" in probes.notes[0]
    with probing(listed(INDEX), tmp_path, red="2024-06-01") as probes:
        assert len(resolved("beta<2\n", probes)) == 1


def test_pip_answers_where_uv_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regreen.probe.resolve.uv_command", lambda: ())
    with probing(listed(INDEX), tmp_path, red="2099-01-01") as probes:
        monkeypatch.setenv("PIP_INDEX_URL", os.environ["UV_DEFAULT_INDEX"])
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        [found] = resolved("beta<2\n", probes)
    assert isinstance(found, Solved)
    assert {package.name: package.version for package in found.packages} == {"beta": "1.5"}


def test_the_time_is_up(folder: Path) -> None:
    with probing(listed(INDEX), folder, red="2024-06-01") as probes:
        probes.seconds = 0.0
        assert resolved("beta>=1.5\n", probes) == []
        assert "time for questions is up" in probes.notes[0]
