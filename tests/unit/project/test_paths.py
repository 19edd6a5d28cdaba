from __future__ import annotations

import pytest

from regreen.model.text import Source
from regreen.project.paths.kind import Kind
from regreen.project.paths.missing import missing_paths
from regreen.project.paths.named import named
from regreen.project.paths.path import MissingPath
from regreen.project.paths.programs import program
from regreen.project.tree import Tree
from regreen.workflow.load import load_workflow
from regreen.workflow.shell.commands import commands


def run(script: str) -> tuple[str, list[str]]:
    found = program(commands(script)[0])
    return (found.name, [word.text for word in found.arguments]) if found else ("", [])


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("pytest -q tests", ("pytest", ["-q", "tests"])),
        ("sudo -E env A=1 pytest x", ("pytest", ["x"])),
        ("timeout -k 5 60 pytest x", ("pytest", ["x"])),
        ("uv run --group test --frozen pytest x", ("pytest", ["x"])),
        ("poetry run python -W error -m pytest x", ("pytest", ["x"])),
        ("python -m coverage run --source a -m pytest x", ("pytest", ["x"])),
        ("python3.12 tools/a.py --all", ("python", ["tools/a.py", "--all"])),
        ("python -m pip install x", ("pip", ["install", "x"])),
        ("python -c 'import x'", ("python", [])),
        ("uv run --directory backend pytest x", ("", [])),
        ("$TOOL x", ("", [])),
    ],
)
def test_the_program_behind_what_starts_it(script: str, expected: tuple[str, list[str]]) -> None:
    assert run(script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "pip install -r a.txt --requirement=b.txt -rc.txt",
            [(Kind.REQUIREMENTS, t) for t in ("a.txt", "c.txt", "b.txt")],
        ),
        ("pip list -r a.txt", []),
        ("bash -eux a.sh", [(Kind.SCRIPT, "a.sh")]),
        ("bash -c 'a.sh'", []),
        ("source .venv/bin/activate", []),
        ("chmod -R +x a.sh b.sh", [(Kind.SCRIPT, "a.sh"), (Kind.SCRIPT, "b.sh")]),
        (
            "pytest --cov-config=c.toml tests/a.py::test_b[x]",
            [(Kind.TESTS, "tests/a.py"), (Kind.CONFIG, "c.toml")],
        ),
        ("npm ci --prefix web", []),
    ],
)
def test_what_arguments_name(script: str, expected: list[tuple[Kind, str]]) -> None:
    found = program(commands(script)[0])
    assert found is not None
    assert sorted((item.kind, item.text) for item in named(found)) == sorted(expected)


def missing(steps: str, files: dict[str, str], head: str = "") -> list[MissingPath]:
    top = f"on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n{head}"
    text = f"{top}    steps:\n      - uses: actions/checkout@v6\n{steps}"
    path = ".github/workflows/ci.yml"
    tree = Tree.of({path: text, **files})
    return list(missing_paths(tree, (load_workflow(Source(path, text)),)))


def test_a_missing_script_with_its_place_and_what_is_alike() -> None:
    (item,) = missing("      - run: bash Tools/a.sh\n", {"tools/a.sh": ""})
    assert (item.path, item.place.line, item.certain) == ("Tools/a.sh", 7, True)
    assert (item.alike, item.by_case) == (("tools/a.sh",), True)
    assert item.span is not None
    assert item.span.end - item.span.start == len("Tools/a.sh")


def test_after_an_unknown_program_nothing_is_certain() -> None:
    (item,) = missing(
        "      - run: |\n          make everything\n          bash gone.sh\n", {"Makefile": "all:\n"}
    )
    assert not item.certain


def test_changed_folders_are_followed() -> None:
    steps = (
        "      - run: |\n          cd backend\n          bash a.sh\n          cd ..\n          bash b.sh\n"
    )
    assert missing(steps, {"backend/a.sh": "", "b.sh": ""}) == []


def test_a_changed_tree_is_not_judged() -> None:
    assert missing("      - run: git checkout other\n      - run: bash gone.sh\n", {}) == []


def test_a_default_working_directory() -> None:
    head = "    defaults:\n      run:\n        working-directory: backend\n"
    assert missing("      - run: bash a.sh\n", {"backend/a.sh": ""}, head) == []
    (item,) = missing("      - run: bash a.sh\n", {"a.sh": ""}, head)
    assert (item.kind, item.path) == (Kind.FOLDER, "backend")


def test_files_of_submodules_are_not_judged() -> None:
    assert missing("      - run: bash vendored/a.sh\n", {"vendored/a.sh": ""}) == []
