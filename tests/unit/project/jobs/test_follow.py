from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.text import Source
from regreen.project.jobs.follow import job_runs
from regreen.project.jobs.holdings import Holdings
from regreen.project.jobs.model import Environment, JobRun
from regreen.project.jobs.projects import Projects
from regreen.project.tree import Tree
from regreen.workflow.load import load_workflow

HEAD = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n"
START = """\
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with:
          python-version: '3.12'
"""
MAKEFILE = """\
PIP ?= pip
TOOLS = ruff mypy

setup:
\t@$(PIP) install $(TOOLS)

check: setup
\truff check
"""
ACTION = """\
inputs:
  what:
    default: ruff
runs:
  using: composite
  steps:
    - run: pip install ${{ inputs.what }}
      shell: bash
"""
LOCK = """\
[[package]]
name = "odd-one"
version = "1"
source = { registry = "x" }
dependencies = [
    { name = "httpx" },
]
"""
PROJECT = """\
[project]
name = "shop"
version = "1"
dependencies = ["httpx", "tomli; python_version < '3.11'"]
[project.optional-dependencies]
web = ["flask"]
all = ["shop[web]"]
[dependency-groups]
dev = ["pytest", {include-group = "types"}]
types = ["mypy"]
docs = ["sphinx"]
"""


def run(script: str, files: dict[str, str] | None = None, *, job: str = "", start: str = START) -> JobRun:
    return runs(script, files, job=job, start=start)[0]


def runs(
    script: str, files: dict[str, str] | None = None, *, job: str = "", start: str = START
) -> tuple[JobRun, ...]:
    lines = "".join(f"          {line}\n" for line in script.split("\n"))
    text = f"{HEAD}{job}    steps:\n{start}      - run: |\n{lines}"
    tree = Tree.of(files or {})
    return job_runs(Projects(tree), (load_workflow(Source(".github/workflows/ci.yml", text)),))


def names(environment: Environment) -> set[str]:
    return {item.name for item in environment.installed} - {"pip", "setuptools"}


def held(script: str, files: dict[str, str] | None = None) -> set[str]:
    return names(run(f"{script}\nprobe-it", files).calls[-1].environments[0])


def test_extras_groups_and_files_lead_to_distributions() -> None:
    files = {
        "pyproject.toml": PROJECT,
        "requirements/dev.txt": "-r base.txt\nruff\n",
        "requirements/base.txt": "flask>=3\n",
    }
    assert held("pip install -e .[all]", files) == {"shop", "httpx", "flask"}
    assert held("pip install -r requirements/dev.txt", files) == {"ruff", "flask"}
    assert held("cd requirements && pip install -r base.txt\npip uninstall -y flask", files) == set()
    assert held("pip install --group types", files) == {"mypy"}


def test_uv_keeps_an_environment_of_its_own() -> None:
    calls = run(
        "uv sync --group docs\nruff check\nuv run pytest\nuv run --only-group types mypy .",
        {"pyproject.toml": PROJECT},
    ).calls
    assert names(calls[0].environments[0]) == set()
    assert calls[1].launcher == "uv run" and calls[1].environments[0].key == ".venv"
    assert {"shop", "httpx", "pytest", "mypy", "sphinx"} <= names(calls[1].environments[0])
    assert calls[2].environments[0].key == ".venv"


def test_a_virtual_environment_is_activated_for_its_step() -> None:
    calls = run(
        "python -m venv .venv\n. .venv/bin/activate\npip install ruff\nruff check\n.venv/bin/ruff format"
    ).calls
    assert [call.environments[0].key for call in calls] == [".venv", ".venv"]
    assert names(calls[0].environments[0]) == {"ruff"}


def test_scripts_make_targets_and_wrappers_are_followed() -> None:
    files = {
        "scripts/install": "#!/bin/sh -e\npip install flask\n",
        "Makefile": MAKEFILE,
    }
    calls = run("scripts/install\nmake check\nsudo -E timeout 5m coverage run -m pytest tests", files).calls
    assert [(call.program, call.arguments[:2]) for call in calls] == [
        ("ruff", ("check",)),
        ("coverage", ("run", "-m")),
        ("python", ("-m", "pytest")),
    ]
    assert names(calls[0].environments[0]) == {"flask", "ruff", "mypy"}
    assert calls[0].place.path == "Makefile" and calls[0].place.line == 8


def test_what_nobody_can_tell_is_said() -> None:
    for script in (
        "./unknown.sh",
        "conda install x",
        "curl -s https://example.org/x | bash",
        "pip install -r gone.txt",
        "pip install $X",
    ):
        assert run(f"{script}\nprobe-it").calls[-1].environments[0].unknown, script
    known = run("curl -LsSf https://astral.sh/uv/install.sh | sh\ndocker compose up -d\nprobe-it").calls[-1]
    assert not known.environments[0].unknown and "uv" in names(known.environments[0])


def test_conditions_make_a_call_less_sure() -> None:
    script = "pytest || true\nif true; then mypy .; fi\nruff check || { echo no; exit 1; }\nblack ."
    found = {call.program: (call.certain, call.conditional) for call in run(script).calls}
    assert found == {
        "pytest": (False, False),
        "mypy": (False, True),
        "ruff": (True, False),
        "black": (True, False),
    }


def test_legs_of_a_matrix_fill_in_their_values() -> None:
    job = "    strategy:\n      matrix:\n        python: ['3.10', '3.13']\n        extra: [web]\n"
    start = START.replace("'3.12'", "${{ matrix.python }}")
    found = runs(
        "pip install .[${{ matrix.extra }}]\nprobe-it", {"pyproject.toml": PROJECT}, job=job, start=start
    )
    assert [(one.python, names(one.calls[0].environments[0])) for one in found] == [
        ("3.10", {"shop", "httpx", "tomli", "flask"}),
        ("3.13", {"shop", "httpx", "flask"}),
    ]


def test_a_composite_action_runs_in_the_job() -> None:
    start = START + "      - uses: ./.github/actions/setup\n        with:\n          what: mypy\n"
    found = run("probe-it", {".github/actions/setup/action.yml": ACTION}, start=start)
    assert names(found.calls[0].environments[0]) == {"mypy"}


def test_another_repository_in_the_workspace_is_seen() -> None:
    assert run("true", start="").foreign
    other = (
        START
        + "      - uses: actions/checkout@v5\n        with:\n          repository: other/one\n          path: other\n"
    )
    assert run("true", start=other).foreign and not run("true").foreign


def test_skipped_steps_and_jobs_do_not_count() -> None:
    start = START + "      - run: pip install flask\n        if: runner.os == 'Windows'\n"
    assert names(run("probe-it", start=start).calls[0].environments[0]) == set()
    assert runs("probe-it", job="    if: false\n") == ()


def test_closures_come_from_the_table_and_the_locks() -> None:
    tree = Tree.of({"uv.lock": LOCK})
    holdings = Holdings(tree)
    environment = run("pip install odd-one mystery pytest-cov\nprobe-it").calls[0].environments[0]
    closure = holdings.closure(environment)
    assert {"httpx", "anyio", "pytest", "coverage"} <= closure.names
    assert closure.open == {"mystery"}
    assert holdings.lacks(environment, "yaml") and not holdings.lacks(environment, "pluggy")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="pip nstal-re.txuv;&|$(){}\"'\\[]=<>*#%\n/", max_size=120))
def test_no_script_is_too_odd(script: str) -> None:
    assert len(runs(script.replace("\r", ""), {"pyproject.toml": PROJECT})) <= 1
