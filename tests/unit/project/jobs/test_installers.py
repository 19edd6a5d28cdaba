from __future__ import annotations

import pytest

from regreen.project.jobs.arguments import read_arguments
from regreen.project.jobs.installers import asked_by


def requests(line: str) -> list[tuple[str, str, str]]:
    program, *words = line.split()
    asked = asked_by(program, words, {})
    assert asked is not None
    return [(item.kind, item.value, item.project) for item in asked.requests]


def test_options_take_their_values_in_every_spelling() -> None:
    found = read_arguments(
        ["-rone.txt", "-r", "two.txt", "--index-url=x", "-qU", "a", "--", "-b"], frozenset({"-r"})
    )
    assert found.options == (
        ("-r", "one.txt"),
        ("-r", "two.txt"),
        ("--index-url", "x"),
        ("-q", ""),
        ("-U", ""),
    )
    assert found.operands == ("a", "-b")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("pip install -U pip wheel", [("requirement", "pip", ""), ("requirement", "wheel", "")]),
        ("pip install -e .[test,docs]", [("project", "test,docs", ".")]),
        ("pip3 install -r a.txt -c b.txt", [("file", "a.txt", ""), ("constraint", "b.txt", "")]),
        ("pip install dist/*.whl", [("archive", "dist/*.whl", "")]),
        ("pip install git+https://host/x.git#egg=x", [("egg", "git+https://host/x.git#egg=x", "")]),
        ("pip install --group api/pyproject.toml:dev", [("group", "dev", "api/pyproject.toml")]),
        ("pip install $PACKAGES", [("unknown", "$PACKAGES", "")]),
        (
            "uv pip install --system --extra web -r pyproject.toml",
            [("file", "pyproject.toml", ""), ("extra", "web", "")],
        ),
        ("uv sync --only-group docs", [("group", "docs", "")]),
        ("poetry install --only main,test", [("dependencies", "", ""), ("group", "test", "")]),
        ("poetry install --only-root", [("root", "", "")]),
        ("pipenv install --dev", [("pipfile", "dev", "")]),
        ("pipx install ruff==0.9", [("requirement", "ruff==0.9", "")]),
    ],
)
def test_what_a_command_asks_for(line: str, expected: list[tuple[str, str, str]]) -> None:
    assert requests(line) == expected


def test_uv_sync_installs_the_project_its_default_groups_and_what_is_named() -> None:
    found = requests("uv sync --extra web --group test --no-dev --no-install-project")
    assert found == [
        ("dependencies", "", ""),
        ("extra", "web", ""),
        ("group", "test", ""),
        ("groups", "default", ""),
        ("no-group", "dev", ""),
    ]


@pytest.mark.parametrize(
    ("line", "program", "module"),
    [
        ("uv run --group test pytest -x", ("pytest", "-x"), False),
        ("uv run -m pytest --cov", ("pytest", "--cov"), True),
        ("uv run --with httpx -- python -c pass", ("python", "-c", "pass"), False),
        ("poetry run mypy src", ("mypy", "src"), False),
        ("uv tool run ruff check", ("ruff", "check"), False),
    ],
)
def test_what_is_started_afterwards(line: str, program: tuple[str, ...], module: bool) -> None:
    name, *words = line.split()
    asked = asked_by(name, words, {})
    assert asked is not None and (asked.program, asked.module) == (program, module)


@pytest.mark.parametrize(
    "line", ["pip list", "pip install --dry-run x", "uv lock", "poetry build", "git clone x", "uv"]
)
def test_what_installs_nothing(line: str) -> None:
    name, *words = line.split()
    assert asked_by(name, words, {}) is None
