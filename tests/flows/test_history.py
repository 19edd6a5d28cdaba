"""Runs that are kept, found again, and set beside others; the code of the sample repositories is executed."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from regreen.app.record import memory_of
from regreen.cli.main import main
from regreen.model.run import Outcome
from support.ci_logs import job, raw, step
from support.command import Answer, environment, regreen, repository
from support.jobs import HEAD

WORKFLOW = f"""\
{HEAD}      - name: Prepare
        run: |
          mkdir -p .venv/lib/python3.12/site-packages/Some_Thing-1.2.dist-info
          echo "MODE=quiet" >> "$GITHUB_ENV"
          echo "key: $KEY"
        env:
          KEY: ${{{{ secrets.API_KEY }}}}
          OTHER: ${{{{ secrets.NOT_GIVEN }}}}
      - name: Tests
        run: python -m pytest -q -p no:cacheprovider --junitxml=out/results.xml
"""
GOOD = {
    "shop.py": "def total(a, b):\n    return a + b\n",
    "test_shop.py": "import shop\n\n\ndef test_total():\n    assert shop.total(1, 2) == 3\n",
}
BAD = {**GOOD, "shop.py": "def total(a, b):\n    return a - b\n"}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tmp_path / "shop"


def commit(folder: Path, files: Mapping[str, str], workflow: str = WORKFLOW) -> str:
    return repository(folder, {**files, ".github/workflows/ci.yml": workflow})


def call(folder: Path, *words: str, **more: str) -> Answer:
    """A run in a process of its own; questions about it in this one, which is quicker."""
    if words[:1] == ("run",):
        return regreen(
            *words, folder=folder, env=environment(folder.parent, TMPDIR=str(folder.parent), **more)
        )
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        for name in ("REGREEN_STORE", "XDG_DATA_HOME", "GITHUB_ACTIONS"):
            patch.delenv(name, raising=False)
        patch.setenv("HOME", str(folder.parent))
        patch.setattr(sys, "stdout", Written(out))
        patch.setattr(sys, "stderr", err)
        code = main(list(words))
    return Answer(code, out.getvalue(), err.getvalue())


class Written(io.TextIOBase):
    """A standard output that is read afterwards."""

    encoding = "utf-8"

    def __init__(self, into: io.StringIO) -> None:
        self.into = into

    def write(self, text: str) -> int:
        return self.into.write(text)

    def reconfigure(self, **_: object) -> None:
        """As the real one has it."""


def valid(answer: Answer, schema: str) -> dict[str, Any]:
    found = answer.json
    path = Path(__file__).parents[2] / "docs" / "schema" / f"{schema}.json"
    jsonschema.validate(found, json.loads(path.read_text()))
    return found


def test_a_run_is_kept_and_found_again(shop: Path) -> None:
    sha = commit(shop, BAD)
    (shop.parent / "secrets.env").write_text("API_KEY=hunter2-hunter2\n")
    ran = call(shop, "run", "--offline", "--secret-file", "../secrets.env", "--format", "json")
    assert (ran.code, valid(ran, "run-v1")["record"]) == (1, 1)
    assert "kept as run 1" in ran.err

    (entry,) = valid(call(shop, "history", "--format", "json"), "history-v1")["runs"]
    assert (entry["id"], entry["branch"], entry["commit"], entry["outcome"]) == (1, "main", sha, "failed")
    (cause,) = entry["causes"]
    assert (cause["rule"], cause["jobs"], cause["step"]) == ("test-failed", ["test"], "Tests")
    assert "test-failed" in call(shop, "history").out

    shown = valid(call(shop, "history", "show", "1", "--format", "json"), "history-show-v1")
    (one,) = shown["jobs"]
    assert [(s["name"], s["outcome"]) for s in one["steps"]] == [
        ("Run actions/checkout@v4", "success"), ("Prepare", "success"), ("Tests", "failed"),
    ]  # fmt: skip
    assert [place["packages"] for place in one["environments"] if place["path"] == ".venv"] == [
        {"some-thing": "1.2"}
    ]
    assert one["empty_secrets"] == ["NOT_GIVEN"]
    (test,) = shown["tests"]
    assert (test["test"], test["outcome"], test["message"]) == (
        "test_shop.py::test_total", "failed", "assert -1 == 3",
    )  # fmt: skip
    assert "test_total" in call(shop, "history", "show", "1").out
    log = call(shop, "history", "log", "1").out
    assert "key: ***" in log
    everything = b"".join(path.read_bytes() for path in (shop.parent / ".local").rglob("*") if path.is_file())
    assert b"hunter2" not in everything and "hunter2" not in ran.out + ran.err + log


def test_filters_and_retention(shop: Path) -> None:
    commit(shop, GOOD, WORKFLOW.replace("python -m pytest", "true"))
    assert call(shop, "run", "--offline", "-q").code == 0
    memory = memory_of(shop, {"HOME": str(shop.parent)})
    for _ in range(2):
        memory.history.add(memory.history.run(1))

    def listed(*words: str) -> list[int]:
        return [run["id"] for run in call(shop, "history", "list", *words, "--format", "json").json["runs"]]

    assert listed() == [3, 2, 1]
    assert listed("--limit", "1") == [3]
    assert listed("--before", "3", "--branch", "main", "--job", "test", "--outcome", "success") == [2, 1]
    assert listed("--rule", "test-failed") == listed("--fingerprint", "00") == listed("--branch", "x") == []
    assert call(shop, "history", "prune", "--keep", "1").out.startswith("2 runs are gone")
    assert listed() == [3]
    missing = call(shop, "history", "show", "1")
    assert (missing.code, "there is no run 1 in the history" in missing.err) == (2, True)


@pytest.mark.parametrize("how", ["--no-record", "broken"])
def test_a_run_that_is_not_kept(shop: Path, how: str) -> None:
    commit(shop, GOOD, WORKFLOW.replace("python -m pytest", "true"))
    (shop.parent / "broken.db").write_text("no database" * 100)
    words = [how] if how == "--no-record" else []
    store = shop.parent / ("none" if words else "broken.db")
    ran = call(shop, "run", "--offline", "--format", "json", *words, REGREEN_STORE=str(store))
    assert (ran.code, ran.json["record"]) == (0, None)
    assert ("not kept: the history" in ran.err) is (how == "broken")
    assert not (shop.parent / "none").exists()


def test_the_history_is_loaded_only_by_what_stores(shop: Path) -> None:
    commit(shop, GOOD)
    code = (
        "import sys; from regreen.cli.main import main; main(['check', '-q']); main(['diagnose', 'test_shop.py']);"
        "sys.exit('sqlalchemy' in sys.modules or 'alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=shop, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_report_decides_where_the_log_is_silent(shop: Path) -> None:
    command = "python -m pytest -q -p no:cacheprovider --junitxml=out/results.xml"
    commit(shop, BAD, WORKFLOW.replace(command, f"{command} > out.txt || true"))
    ran = call(shop, "run", "--offline", "--format", "json", "--no-record")
    (one,) = ran.json["jobs"]
    assert (ran.code, one["outcome"]) == (1, "failed")
    assert one["reason"] == "its steps ended well, but out/results.xml counted 1 failures and 0 errors"
    assert one["reports"] == [
        {
            "path": "out/results.xml",
            "step": "Tests",
            "tests": {"passed": 0, "failed": 1, "errors": 0, "skipped": 0},
        }
    ]
    assert ran.rules == ["test-failed"]
    assert ran.json["causes"][0]["evidence"][0]["file"] == "out/results.xml"


def test_a_report_that_came_with_the_clone_says_nothing(shop: Path) -> None:
    report = '<testsuite><testcase name="t"><failure/></testcase></testsuite>'
    commit(shop, {**GOOD, "samples/results.xml": report}, WORKFLOW.replace("python -m pytest", "true"))
    ran = call(shop, "run", "--offline", "--format", "json", "--no-record")
    assert (ran.code, ran.json["jobs"][0]["reports"]) == (0, [])


THERE = raw(
    job(
        step("actions/checkout@v4", ["Syncing repository"]),
        step("mkdir -p x", []),
        step(
            "python -m pytest -q -p no:cacheprovider --junitxml=out/results.xml",
            [
                "=================================== FAILURES ===================================",
                "E       assert -1 == 3",
                "test_shop.py:5: AssertionError",
                "FAILED test_shop.py::test_total - assert -1 == 3",
                "1 failed in 0.03s",
            ],
            code=1,
        ),
    )
)


def test_beside_the_run_on_the_service(shop: Path) -> None:
    commit(shop, BAD)
    (shop.parent / "ci.log").write_bytes(THERE)
    ran = call(shop, "run", "--offline", "--compare", "../ci.log", "--format", "json")
    found = valid(ran, "compare-v1")
    assert found["verdict"].startswith("reproduced")
    assert found["reason"] == "same step, same fingerprint"
    assert [
        pair["same"] for pair in found["jobs"][0]["steps"] if pair["name"] in ("Tests", "python -m pytest")
    ] == [True]
    page = call(shop, "history", "compare", "1", "../ci.log").out
    assert page.startswith("reproduced")
    text = call(shop, "history", "compare", "1", "../ci.log", "--format", "markdown").out
    assert "| Tests | failed | failed | |" in text or "| failed | failed |" in text
    other = call(shop, "history", "compare", "1", "1", "--format", "json").json
    assert other["causes"]["both"] and not other["causes"]["only_here"]


def test_without_a_command(shop: Path) -> None:
    commit(shop, BAD)
    assert "history" not in call(shop).err  # nothing is known: the repository is checked
    call(shop, "run", "--offline", "-q")
    told = call(shop)
    assert (told.code, "run 1, the last one of main, failed" in told.err) == (1, True)
    assert "test_shop.py::test_total fails" in told.out
    memory = memory_of(shop, {"HOME": str(shop.parent)})
    red = memory.history.run(1)
    (one,) = red.execution.jobs
    green = replace(red.execution, jobs=(replace(one, outcome=Outcome.SUCCESS),))
    memory.history.add(replace(red, execution=green, causes=()))
    assert "the last one of main" not in call(shop).err
