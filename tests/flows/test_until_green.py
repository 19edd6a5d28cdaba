"""`regreen fix --until-green` in real repositories; the code of the samples is executed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from regreen.app import green_runs as loop
from regreen.app.run import Ran
from regreen.app.verify import diagnosed
from regreen.model.diagnosis import Diagnosis
from regreen.model.finding import Fix, Safety
from regreen.model.text import Edit, Span
from regreen.report.json import green_v1
from support.command import REGREEN, Answer, Command, environment, git, repository
from support.jobs import CI, PYTEST, TESTS, start, workflow
from support.package_index import Release, served

UPLOAD = (
    "      - uses: actions/upload-artifact@v3\n        with:\n          name: shop\n          path: shop\n"
)
LIBRARY = {
    "shop/__init__.py": "",
    "shop/prices.py": "from shop.lib import tax\n",
    "tests/test_tax.py": "from shop.prices import tax\n\n\ndef test_tax():\n    assert tax(2) == 4\n",
}
SLOW = "sleep 60 & trap 'exit 1' INT; echo ready; wait"
GOOD = {"test_shop.py": "def test_shop():\n    assert True\n"}
BAD = {
    "test_shop.py": "def total(a, b):\n    return a - b\n\n\ndef test_total():\n    assert total(1, 2) == 3\n"
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tmp_path / "shop"


@pytest.fixture
def green(command: Command, shop: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command in the shop, in this process."""
    monkeypatch.setenv("TMPDIR", str(shop.parent))

    def run(*words: str) -> Answer:
        monkeypatch.chdir(shop)
        return command("fix", "--until-green", "--offline", *words)

    return run


def hidden_library(shop: Path, ci: str) -> str:
    """A module that .gitignore keeps out of git: it lies in the folder, and in no clone."""
    sha = repository(shop, {**LIBRARY, ".gitignore": "lib/\n", CI: ci})
    (shop / "shop/lib").mkdir()
    library = "from shop.lib.rates import RATE\n\n\ndef tax(price):\n    return price * RATE\n"
    (shop / "shop/lib/__init__.py").write_text(library)
    (shop / "shop/lib/rates.py").write_text("RATE = 2\n")
    return sha


def rules(answer: Answer) -> list[list[str]]:
    return [[cause["rule"] for cause in layer["causes"]] for layer in answer.json["layers"]]


def test_layer_after_layer_until_it_is_green(green: Command, shop: Path) -> None:
    """A workflow that GitHub refuses, a module that is in no commit, an action that was shut down."""
    ci = workflow(TESTS, tail=UPLOAD).replace(
        "jobs:\n", "  DATABASE_URL: sqlite+aiosqlite:///:memory:\njobs:\n"
    )
    base = hidden_library(shop, ci)
    answer = green("--format", "json", "--branch", "mend")
    found = answer.json
    assert (answer.code, found["outcome"], found["green"], found["base"]) == (0, "green", True, base)
    assert rules(answer) == [
        ["workflow-file-invalid"],
        ["gitignored-module"],
        ["action-version-shut-down"],
        [],
    ]
    assert [item["ended"] for layer in found["layers"] for item in layer["applied"]] == [True] * 3
    assert found["layers"][0]["run"] is None
    assert [layer["run"]["outcome"] for layer in found["layers"][1:]] == ["failed", "failed", "success"]
    Draft202012Validator(green_v1.schema()).validate(found)
    assert git(shop, "log", "--format=%s", f"{base}..mend").split("\n") == found["commits"][::-1]
    assert "\n- .gitignore:1: lib/\n" in git(shop, "log", "--format=%B", f"{base}..mend")
    assert git(shop, "show", "mend:shop/lib/rates.py") == "RATE = 2"
    assert any("shop/lib/__init__.py, shop/lib/rates.py" in note for note in found["notes"])
    assert (git(shop, "status", "--porcelain"), git(shop, "branch", "--show-current")) == ("", "main")
    git(shop, "switch", "-q", "-c", "other")
    shutil.rmtree(shop / "shop/lib")
    subprocess.run(["git", "apply", "-"], cwd=shop, input=found["diff"].encode(), check=True)
    git(shop, "add", "-A")
    assert git(shop, "diff", "--cached", "mend") == ""
    assert not list(shop.parent.glob("regreen-run-*"))


def test_the_patch_alone_and_in_the_working_tree(green: Command, shop: Path) -> None:
    hidden_library(shop, workflow(TESTS))
    patch = green("--diff", "-q")
    assert (patch.code, "regreen: green after 1 layer: 1 fix" in patch.err) == (0, True)
    assert "\n-lib/\n+/lib/\n" in patch.out
    assert (shop / ".gitignore").read_text() == "lib/\n"
    refused = green("--apply", "-q")
    assert (refused.code, "not written: git apply: error:" in " ".join(refused.out.split())) == (1, True)
    shutil.rmtree(shop / "shop/lib")
    (shop.parent / "fix.diff").write_text(patch.out)
    git(shop, "apply", "../fix.diff")
    assert (shop / ".gitignore").read_text() == "/lib/\n"


def test_what_is_written_when_it_is_asked_for(green: Command, shop: Path) -> None:
    start(shop, {**GOOD, "shop/a.txt": "a\n"}, TESTS, tail=UPLOAD)
    answer = green("--apply", "-q")
    assert (answer.code, "next: git diff" in answer.out) == (0, True)
    assert "upload-artifact@v6" in (shop / CI).read_text()
    assert git(shop, "status", "--porcelain") == f"M {CI}"


def test_a_file_that_lies_elsewhere_is_asked_for(green: Command, shop: Path) -> None:
    hidden_library(shop, workflow(TESTS))
    shutil.rmtree(shop / "shop/lib")
    answer = green("--format", "json")
    (question,) = answer.json["questions"]
    assert (answer.code, answer.json["outcome"], answer.json["diff"]) == (1, "needs a decision", "")
    assert "shop/lib is not in this folder" in question["text"]
    assert question["where"] == ".gitignore:1"


HATCH = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "shop"
version = "1.0"
requires-python = ">=3.10"
dependencies = []

[dependency-groups]
dev = ["pytest"]
"""
THREE = {
    "pyproject.toml": HATCH,
    "backend/__init__.py": "",
    "backend/prices.py": "import requests\n",
    "tests/test_prices.py": (
        "import urllib.request\n\nimport backend.prices\n\n\n"
        "def test_price():\n    assert backend.prices.requests\n\n\n"
        'def test_stock():\n    urllib.request.urlopen("http://stock.invalid/items", timeout=3)\n'
    ),
}


WHEELS = [
    Release("requests", "2.0", "2024-01-05", files={"requests/__init__.py": ""}),
    *(Release(name, version, "2024-01-05") for name, version in (("pytest", "9.0"), ("hatchling", "1.27"))),
    Release("editables", "0.5", "2024-01-05"),
]
"""What uv asks for; the code of pytest and hatchling lies on PYTHONPATH."""


@pytest.mark.parametrize("unsafe", [False, True])
def test_packaging_then_an_import_then_the_network(
    green: Command, shop: Path, monkeypatch: pytest.MonkeyPatch, unsafe: bool
) -> None:
    start(shop, THREE, "uv sync -q", f"uv run -q {TESTS}")
    with served(WHEELS) as index:
        monkeypatch.setenv("UV_DEFAULT_INDEX", index)
        answer = green("--format", "json", *(["--unsafe"] if unsafe else []))
    assert (answer.code, answer.json["outcome"]) == (1, "needs a decision")
    expected = [["package-discovery-ambiguous"], ["module-not-installed"], ["network-failed"]]
    assert rules(answer) == expected[: 3 if unsafe else 2]
    (question,) = answer.json["questions"]
    if unsafe:
        assert "may the job reach this host at all" in question["text"]
        assert question["where"] == "tests/test_prices.py::test_stock"
        assert len(answer.json["layers"][-1]["again"]) == 1
    else:
        assert "may this be done? Declare what provides requests" in question["text"]
        assert (question["where"], question["release"]) == ("pyproject.toml:9", "--unsafe")
        assert '+dependencies = ["requests"]' in question["options"][0]["diff"]
    assert '+packages = ["backend"]' in answer.json["diff"]


def test_a_failing_test_is_a_question_and_no_patch(green: Command, shop: Path) -> None:
    """Nothing is easier than to delete it, to skip it, or to throw the exit status away."""
    start(shop, BAD, TESTS)
    answer = green("--unsafe", "--format", "json")
    (question,) = answer.json["questions"]
    assert (answer.code, answer.json["diff"], answer.json["commits"]) == (1, "", [])
    assert question["text"].endswith("is the code wrong, or what the test expects of it?")
    assert question["where"].startswith("test_shop.py:")
    page = green("--unsafe", "-q").out
    assert "not green: needs a decision" in page
    assert "?  " in page


def offering(title: str, edit: Edit, diff: str = "") -> Callable[[Ran], Diagnosis]:
    """A diagnosis whose causes offer one more fix, which they call safe."""
    fix = Fix(title, Safety.SAFE, edits=(edit,), diff=diff)

    def diagnosis(ran: Ran, probes: object = None) -> Diagnosis:
        found = diagnosed(ran)
        causes = [replace(one, finding=replace(one.finding, fixes=(fix,))) for one in found.causes]
        return replace(found, causes=tuple(causes))

    return diagnosis


def test_what_only_hides_a_failure_is_never_applied(
    green: Command, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(shop, BAD, TESTS)
    text = (shop / CI).read_text()
    at = text.index(TESTS) + len(TESTS)
    edit = Edit(Span(CI, at, at), "", " || true")
    monkeypatch.setattr(loop, "diagnosed", offering("Ignore it", edit))
    answer = green("--unsafe", "--format", "json")
    (held,) = answer.json["layers"][0]["held"]
    assert (answer.code, answer.json["diff"], len(answer.json["layers"])) == (1, "", 1)
    assert "this change would only hide it: it throws an exit status away" in held["reason"]
    assert "only hide it" in answer.json["questions"][0]["text"]


def test_a_fix_that_does_not_help_is_taken_back(
    green: Command, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(shop, {**BAD, "README.md": "Shop\n"}, TESTS)
    edit = Edit(Span("README.md", 0, 4), "Shop", "Store")
    monkeypatch.setattr(loop, "diagnosed", offering("Rename it", edit))
    answer = green("--format", "json")
    found = answer.json
    assert (answer.code, found["outcome"], found["diff"], found["commits"]) == (1, "no progress", "", [])
    assert [item["ended"] for item in found["layers"][0]["applied"]] == [False]
    assert len(found["layers"]) == 2
    assert "shows again although this was done: Rename it" in found["questions"][0]["text"]


FLAKY = """\
import pathlib


def test_chance():
    seen = pathlib.Path({file!r})
    count = int(seen.read_text()) if seen.exists() else 0
    seen.write_text(str(count + 1))
    assert count not in {red}
"""


@pytest.mark.parametrize(
    ("red", "outcome", "runs"),
    [([0], "flaky", 2), ([0, 2], "flaky", 2), ([], "green", 1)],
)
def test_a_test_that_fails_by_chance(
    green: Command, shop: Path, red: Sequence[int], outcome: str, runs: int
) -> None:
    start(shop, {"test_shop.py": FLAKY.format(file=str(shop.parent / "count"), red=red)}, TESTS)
    answer = green("--format", "json")
    assert (answer.json["outcome"], (shop.parent / "count").read_text()) == (outcome, str(runs))
    assert answer.code == (0 if outcome == "green" else 1)
    if outcome == "flaky":
        assert "red in 1 of 2 runs of the same files" in answer.json["questions"][0]["text"]


@pytest.mark.parametrize(("red", "outcome"), [([0], "green"), ([0, 2], "flaky")])
def test_what_went_away_by_itself_has_to_stay_away(
    green: Command, shop: Path, red: Sequence[int], outcome: str
) -> None:
    """Two causes in one run: one is mended, the other is a test that fails now and then."""
    ci = workflow(f"{TESTS} test_shop.py")
    other = "\n  pack:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n"
    files = {"test_shop.py": FLAKY.format(file=str(shop.parent / "count"), red=red), "shop/a": ""}
    repository(shop, {**files, CI: ci + other + UPLOAD})
    answer = green("--format", "json")
    assert (answer.code, answer.json["outcome"]) == (0 if outcome == "green" else 1, outcome)
    assert len(answer.json["layers"][-1]["again"]) == (2 if outcome == "green" else 1)
    assert len(answer.json["commits"]) == 1


def test_when_the_time_is_up_the_way_so_far_is_kept(green: Command, shop: Path) -> None:
    hidden_library(shop, workflow(TESTS, SLOW))
    started = time.monotonic()
    answer = green("--budget", "6s", "--format", "json")
    assert time.monotonic() - started < 25
    assert (answer.code, answer.json["outcome"]) == (1, "time used up")
    assert (rules(answer)[0], len(answer.json["commits"])) == (["gitignored-module"], 1)
    assert "+/lib/" in answer.json["diff"]


def test_rounds(green: Command, shop: Path) -> None:
    hidden_library(shop, workflow(TESTS, tail=UPLOAD))
    answer = green("--rounds", "1", "--format", "json")
    assert (answer.code, answer.json["outcome"]) == (1, "rounds used up")
    assert rules(answer) == [["gitignored-module"], ["action-version-shut-down"]]
    assert len(answer.json["commits"]) == 1


def test_ctrl_c_keeps_what_was_found(shop: Path) -> None:
    hidden_library(shop, workflow(TESTS, SLOW))
    words = [*REGREEN, "fix", "--until-green", "--offline", "--branch", "mend", "--format", "json"]
    env = environment(shop.parent, TMPDIR=str(shop.parent))
    with subprocess.Popen(
        words, cwd=shop, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.strip() == "ready":
                break
        os.kill(process.pid, signal.SIGINT)
        out, _ = process.communicate(timeout=40)
    found = json.loads(out)
    assert (process.returncode, found["outcome"], len(found["commits"])) == (130, "interrupted", 1)
    assert git(shop, "diff", "--name-only", "main", "mend").split() == [
        ".gitignore",
        "shop/lib/__init__.py",
        "shop/lib/rates.py",
    ]
    assert not list(shop.parent.glob("regreen-run-*"))


def test_a_job_of_another_system(green: Command, shop: Path) -> None:
    repository(shop, {**BAD, CI: workflow(TESTS).replace("ubuntu-latest", "windows-latest")})
    answer = green("--format", "json")
    assert (answer.code, answer.json["outcome"]) == (1, "cannot run")
    assert "windows-latest" in answer.json["reason"]


def test_green_as_it_is(green: Command, shop: Path) -> None:
    start(shop, GOOD, TESTS)
    answer = green("-q")
    assert (answer.code, answer.out.split("\n")[0]) == (0, "green as it is: nothing to mend")
    assert green("--diff", "-q").out == ""


def test_markdown(green: Command, shop: Path) -> None:
    hidden_library(shop, workflow(TESTS))
    page = green("--format", "markdown").out
    assert page.startswith("# green after 1 layer: 1 fix\n")
    assert "| before | red at " in page
    assert "```diff\n" in page


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ci.log",), "name no log and no run"),
        (("--commit",), "--branch NAME makes it yours"),
        (("--budget", "soon"), "'soon' is no duration"),
        (("--rounds", "-1"), "a number from 0 up"),
        (("--branch", "main"), "there is a branch main already"),
        (("-w", "other.yml"), "there is no workflow 'other.yml'"),
        (("--rev", "HEAD", "--apply"), "not of --rev"),
    ],
)
def test_wrong_usage(green: Command, shop: Path, words: Sequence[str], sentence: str) -> None:
    start(shop, GOOD, TESTS)
    answer = green(*words)
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err


def test_what_belongs_to_it_alone(command: Command, shop: Path) -> None:
    start(shop, GOOD, TESTS)
    for words in (
        ["--rounds", "2"],
        ["--apply"],
        ["--format", "markdown"],
        ["--matrix", "a=b"],
        ["-j", "test"],
    ):
        answer = command("fix", "--repo", str(shop), *words)
        assert (answer.code, "--until-green" in answer.err) == (2, True)


def test_the_place_where_pytest_lies_is_no_part_of_the_sample() -> None:
    assert (Path(PYTEST) / "pytest").is_dir()
