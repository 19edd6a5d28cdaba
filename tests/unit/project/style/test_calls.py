"""Which tools CI calls, and which files it hands them."""

from __future__ import annotations

from regreen.engine.providers import job_runs, projects, workflows
from regreen.model.finding import FileEvidence
from regreen.project.style.calls import ToolCall, tool_calls
from regreen.project.style.patterns import name_glob, pattern
from regreen.project.style.scope import scope_of
from regreen.project.tree import Tree

WORKFLOW = """on: push
jobs:
  style:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with: {python-version: "3.12"}
      - run: pip install black flake8 tox nox pre-commit
"""
FILES = {"a.py": "", "src/b.py": "", "src/build/c.py": "", "tests/d.py": ""}


def tree(step: str, **files: str) -> Tree:
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()}
    return Tree.of({".github/workflows/ci.yml": WORKFLOW + f"      - {step}\n", **FILES, **named})


def calls(found: Tree) -> list[ToolCall]:
    return list(tool_calls(found, job_runs(projects(found), workflows(found, None))))


def covered(found: Tree) -> list[tuple[str, bool, tuple[str, ...]]]:
    result = []
    for call in calls(found):
        scope = scope_of(found, call)
        result.append((call.tool, call.certain, scope.files if scope is not None else ()))
    return result


def test_a_step_and_exclusions() -> None:
    config = "[tool.black]\nextend-exclude = 'tests'\n"
    assert covered(tree("run: black --check .", pyproject_dot_toml=config)) == [
        ("black", True, ("a.py", "src/b.py"))
    ]
    assert covered(tree("run: black --check src/build/c.py tests")) == [
        ("black", True, ("src/build/c.py", "tests/d.py"))
    ]
    assert covered(tree("run: flake8 --exclude=src")) == [("flake8", True, ("a.py", "tests/d.py"))]
    assert covered(tree("run: black --check . || true"))[0][1] is False
    assert covered(tree("run: black --check $FILES")) == []


def test_an_environment_of_tox() -> None:
    ini = "[testenv:lint]\ndeps = flake8==7.0\ncommands =\n    flake8 \\\n        src\n    - flake8 tests\n"
    inside = ("src/b.py", "src/build/c.py")
    found = covered(tree("run: tox -e lint", tox_dot_ini=ini))
    assert [item for item in found if item[1]] == [("flake8", True, inside)]
    assert ("flake8", False, inside) in covered(tree("run: tox -e py", tox_dot_ini=ini))
    assert calls(tree("run: tox -e lint", tox_dot_ini=ini))[0].version == "==7.0"


def test_a_session_of_nox() -> None:
    noxfile = (
        "import nox\n\nPLACES = ['src', 'tests']\n\n\n@nox.session\ndef lint(session):\n"
        "    session.install('black==24.1.0')\n    session.run('black', '--check', *PLACES)\n"
    )
    found = tree("run: nox -s lint", noxfile_dot_py=noxfile)
    assert covered(found) == [("black", True, ("src/b.py", "tests/d.py"))]
    assert calls(found)[0].version == "==24.1.0"


def test_hooks() -> None:
    config = (
        "exclude: ^tests/\nrepos:\n- repo: https://github.com/psf/black\n  rev: 24.1.0\n  hooks:\n"
        "  - id: black\n    files: ^src/\n"
    )
    found = tree("run: pre-commit run --all-files", _dot_pre_commit_config="")
    assert calls(found) == []
    files = {**FILES, ".pre-commit-config.yaml": config}
    run = Tree.of({".github/workflows/ci.yml": WORKFLOW + "      - run: pre-commit run -a\n", **files})
    assert covered(run) == [("black", True, ("src/b.py", "src/build/c.py"))]
    assert [call.version for call in calls(run)] == ["==24.1.0"]
    alone = Tree.of({".github/workflows/ci.yml": WORKFLOW, **files})
    assert covered(alone) == [("black", False, ("src/b.py", "src/build/c.py"))]


def test_patterns_of_strangers() -> None:
    assert pattern("(a+)+$") is None
    assert pattern("(") is None
    assert pattern(r"^(docs|tests)/.*\.py$") is not None
    assert name_glob("*/migrations/*").match("app/migrations/x.py")
    assert not name_glob("a?c").match("abbc")


def test_what_was_changed_last_is_looked_at_first() -> None:
    from regreen.project.style.report import Files

    found = Tree(
        {"a.py": 0o100644, "z.py": 0o100644}, {"a.py": b"", "z.py": b""}.get, recent=lambda: ["z.py"]
    )
    call = ToolCall("black", ("--check", "."), "", FileEvidence("x", 1, 1, ""), True)
    scope = scope_of(found, call)
    assert scope is not None
    assert Files(found).ordered(scope) == ["z.py", "a.py"]


def test_ruff_takes_the_settings_that_are_closest() -> None:
    found = tree("run: ruff check .", src__pyproject_dot_toml="[tool.ruff]\nexclude = ['build']\n")
    assert covered(found) == [("ruff", True, ("a.py", "src/b.py", "tests/d.py"))]
    named = tree("run: ruff check .", src__pyproject_dot_toml="[tool.ruff]\nexclude = ['b.py']\n")
    assert covered(named) == [("ruff", True, ("a.py", "src/build/c.py", "tests/d.py"))]
