"""`regreen init` and the hook that others can use."""

from __future__ import annotations

import subprocess
from io import StringIO
from pathlib import Path

import pytest
import yaml

from regreen import __version__
from support.command import Answer, Command, git, repository

ROOT = Path(__file__).parents[2]
HOOKS = ".pre-commit-config.yaml"
WORKFLOW = ".github/workflows/regreen.yml"
CI = """name: "Tests: all"
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
"""
CONFIG = """# ours
repos:
  - repo: https://example.org/hooks
    rev: v1
    hooks:
      - id: tidy  # first
"""


@pytest.fixture
def init(command: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    def run(folder: Path, *words: str, typed: str = "") -> Answer:
        monkeypatch.chdir(folder)
        monkeypatch.setattr("sys.stdin", StringIO(typed))
        return command("init", *words)

    return run


def test_both_files_are_shown_and_written(init: Command, command: Command, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    repository(shop, {".github/workflows/ci.yml": CI, HOOKS: CONFIG})
    assert (init(shop, "--yes").code, git(shop, "status", "--porcelain")) == (0, f"M {HOOKS}\n?? {WORKFLOW}")
    hooks = (shop / HOOKS).read_text()
    assert hooks.startswith(CONFIG)
    assert yaml.safe_load(hooks)["repos"][1] == {
        "repo": "https://github.com/regreen/regreen",
        "rev": f"v{__version__}",
        "hooks": [{"id": "regreen-check"}],
    }
    workflow = yaml.safe_load((shop / WORKFLOW).read_text())
    assert workflow[True]["workflow_run"]["workflows"] == ["Tests: all"]
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["diagnose"]["permissions"] == {"actions": "read", "contents": "read"}
    git(shop, "add", "-A")
    assert command("check", "--tools", "none").out == "nothing here that CI would refuse or fail on\n"


def test_a_second_time_there_is_nothing_to_do(init: Command, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    repository(shop, {".github/workflows/ci.yml": CI})
    init(shop, "--yes")
    git(shop, "add", "-A")
    before = {name: (shop / name).read_bytes() for name in (HOOKS, WORKFLOW)}
    answer = init(shop, "--yes")
    assert (answer.code, answer.out) == (0, "")
    assert "already" in answer.err
    assert {name: (shop / name).read_bytes() for name in before} == before


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("n\n", 1), ("", 1)])
def test_it_asks_first(init: Command, tmp_path: Path, typed: str, code: int) -> None:
    shop = tmp_path / "shop"
    repository(shop, {".github/workflows/ci.yml": CI})
    answer = init(shop, typed=typed)
    assert (answer.code, (shop / WORKFLOW).exists()) == (code, code == 0)
    assert "+name: regreen" in answer.out


def test_the_patch_applies(init: Command, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    repository(shop, {".github/workflows/ci.yml": CI, HOOKS: CONFIG})
    patch = init(shop, "--diff").out
    assert git(shop, "status", "--porcelain") == ""
    subprocess.run(["git", "apply", "--check", "-"], cwd=shop, input=patch.encode(), check=True)


def test_nothing_untracked_or_odd_is_touched(init: Command, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    repository(shop, {".github/workflows/ci.yml": CI.replace("on: push", "on: workflow_call"), "a.txt": ""})
    (shop / HOOKS).write_text("repos: nothing\n")
    answer = init(shop, "--yes")
    assert (answer.code, (shop / HOOKS).read_text()) == (0, "repos: nothing\n")
    assert "lies there, but is not tracked" in answer.err
    assert "no workflow yet" in answer.err
    git(shop, "add", HOOKS)
    assert "has no list 'repos'" in init(shop, "--yes").err


def test_the_hook_for_others_is_one_that_exists() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert (hook["id"], hook["pass_filenames"], hook["language"]) == ("regreen-check", False, "python")
    assert hook["entry"].split()[:2] == ["regreen", "check"]
