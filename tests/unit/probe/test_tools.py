from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from regreen.app.check import check
from regreen.engine.providers import facts
from regreen.logs.signals import Signals
from regreen.model.finding import Severity
from regreen.model.run import Run, RunRef
from regreen.patch.apply import apply
from regreen.probe.checkers import checkers
from regreen.probe.copy import copied
from regreen.probe.probes import Probes
from regreen.project.probed import ToolReport
from regreen.project.tree import EXECUTABLE, REGULAR, Tree
from support.package_index import listed
from support.probing import probing

HEAD = """\
on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with: {python-version: "3.12"}
      - run: pip install black flake8 pre-commit
"""


@pytest.fixture
def probes(tmp_path: Path) -> Iterator[Probes]:
    index = "black 24.1.0 2024-01-05\nblack 25.1.0 2024-09-01\nflake8 7.0.0 2024-01-05\nmypy 1.9 2024-01-05\n"
    with probing(listed(index), tmp_path, red="2024-06-01") as found:
        yield found


def tree_of(command: str, **files: str) -> Tree:
    contents = {".github/workflows/ci.yml": f"{HEAD}      - run: {command}\n"}
    return Tree.of({**contents, **{name.replace("__", "/"): text for name, text in files.items()}})


def reports(tree: Tree, probes: Probes) -> list[ToolReport]:
    known = facts(Run(ref=RunRef(started="2024-06-01")), Signals(()), tree, probes=probes.providers())
    found = known.get("tool_reports", "test")
    assert isinstance(found, tuple)
    return list(found)


def test_a_formatter_of_the_day_repairs_its_own(probes: Probes) -> None:
    tree = tree_of("black --check .", **{"main.py": "a = 1\r\nb=1\r\n", "black.py": "raise SystemExit(9)\n"})
    [report] = reports(tree, probes)
    assert (report.tool, report.version, report.certain) == ("black", "24.1.0", True)
    assert [(item.path, item.row) for item in report.objections] == [("main.py", 2)]
    source = tree.source("main.py")
    assert source is not None
    assert apply(source, report.edits).text == "a = 1\r\nb = 1\r\n"


def test_a_linter_says_where(probes: Probes) -> None:
    [report] = reports(tree_of("flake8", **{"main.py": "a = 1\nimport os\n"}), probes)
    assert [(item.path, item.row, item.code) for item in report.objections] == [("main.py", 2, "F401")]


def test_a_type_checker_never_counts_for_certain(probes: Probes) -> None:
    tree = tree_of("mypy --strict main.py", **{"main.py": "drop()\n", "py__drop.py": ""})
    [report] = reports(tree, probes)
    assert [(item.path, item.row, item.code) for item in report.objections] == [("main.py", 1, "call-arg")]
    answer = check(tree, as_of=date(2024, 6, 1), probes=probes)
    [found] = [item for item in answer.findings if item.rule == "type-errors"]
    assert (found.severity, found.title) == (Severity.WARNING, "mypy 1.9 finds 1 type error(s)")


def test_executables_stay_executable(tmp_path: Path) -> None:
    tree = Tree({"a.sh": EXECUTABLE, "b.sh": REGULAR}, lambda path: b"")
    assert copied(tree, ["a.sh", "b.sh"], tmp_path) == ("a.sh", "b.sh")
    assert [bool((tmp_path / name).stat().st_mode & 0o100) for name in ("a.sh", "b.sh")] == [True, False]


def test_plugins_of_the_repository_are_refused(probes: Probes) -> None:
    tree = tree_of("flake8", **{"main.py": "import os\n", ".flake8": "[flake8:local-plugins]\nextension =\n"})
    assert reports(tree, probes) == []
    assert "would be executed" in probes.notes[0]


def called(command: str, **files: str) -> list[tuple[str, str, tuple[str, ...], bool]]:
    tree = tree_of(command, **files)
    known = facts(Run(), Signals(()), tree)
    runs = known.get("job_runs", "test")
    assert isinstance(runs, tuple)
    return [(c.tool, c.requirement, (*c.arguments, *c.operands), c.certain) for c in checkers(tree, runs)]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("black --check --diff -l 99 src", [("black", "black", ("-l", "99", "src"), True)]),
        ("python -m black --check .", [("black", "black", (".",), True)]),
        ("black .", []),  # rewrites the files and succeeds
        ("flake8 . --exit-zero", []),
        ("black --required-version 3 .", []),
        ("black ../elsewhere", []),
        ("black $FILES", []),
    ],
)
def test_calls(command: str, expected: list[object]) -> None:
    assert called(command) == expected


def test_a_checker_that_nobody_saw_being_installed_is_never_certain() -> None:
    dev = '[project]\nname = "boat"\n[dependency-groups]\ndev = ["ruff~=0.5.0"]\n'
    assert called("ruff check .", **{"pyproject.toml": dev}) == [("ruff", "ruff~=0.5.0", (".",), False)]


def test_hooks_and_tox() -> None:
    config = (
        "repos:\n- repo: https://127.0.0.1/psf/black\n  rev: 23.1.0\n  hooks:\n  - id: black\n"
        "- repo: https://127.0.0.1/astral-sh/ruff-pre-commit\n  rev: 0f4b2d6  # frozen: v0.5.0\n  hooks:\n"
        "  - id: ruff\n    args: [--fix]\n"
    )
    tox = "[testenv:style]\ndeps =\n    isort==5.12.0\ncommands =\n    isort --check src\n"
    files = {".pre-commit-config.yaml": config, "tox.ini": tox, "main.py": "", "main.txt": ""}
    assert called("pre-commit run --all-files", **files) == [
        ("black", "black==23.1.0", ("main.py",), True),
        ("ruff", "ruff==0.5.0", ("--force-exclude", "main.py"), True),
        ("isort", "isort==5.12.0", ("src",), False),
    ]
