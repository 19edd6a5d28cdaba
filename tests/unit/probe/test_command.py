"""The options of the command line that turn probes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regreen.cli.main import main
from support.package_index import listed
from support.probing import probing

WORKFLOW = """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v5
        with: {python-version: "3.12"}
      - run: pip install -r requirements.txt
"""
LOG = """\
2024-06-01T10:00:00.0000000Z Traceback (most recent call last):
2024-06-01T10:00:00.0000000Z   File "/build/app.py", line 3, in <module>
2024-06-01T10:00:00.0000000Z TypeError: 'anchor.Chain' is not callable
2024-06-01T10:00:00.0000000Z ##[error]Process completed with exit code 1.
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / ".github/workflows").mkdir(parents=True)
    (folder / ".github/workflows/ci.yml").write_text(WORKFLOW)
    (folder / "requirements.txt").write_text("anchor==3.0\n")
    return folder


def answer(words: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, list[object]]:
    main(words)
    found: dict[str, list[object]] = json.loads(capsys.readouterr().out)
    return found


def test_check(repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["check", str(repository), "--as-of", "2024-06-01", "--format", "json"]
    with probing(listed("anchor 1.9 2024-01-02\nanchor 3.0 2024-07-01\n"), tmp_path):
        assert answer(words, capsys)["findings"] == []
        offline = answer([*words, "--deep", "--offline"], capsys)
        assert offline["findings"] == []
        assert "not reached" in str(offline["notes"])
        [finding] = answer([*words, "--deep"], capsys)["findings"]
    assert isinstance(finding, dict)
    assert (finding["rule"], finding["severity"]) == ("requirements-unsolvable", "error")


def test_diagnose(repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "requirements.txt").write_text("anchor\nbuoy\n")
    log = tmp_path / "ci.log"
    log.write_text(LOG)
    words = ["diagnose", str(log), "--repo", str(repository), "--format", "json"]
    index = "anchor 1.9 2024-01-02\nanchor 2.1 2024-05-20\nbuoy 1 2024-01-01\nanchor 3.0 2024-07-01\n"
    with probing(listed(index), tmp_path):
        before = answer(words, capsys)["causes"]
        cause = answer([*words, "--deep", "--green-since", "2024-05-01"], capsys)["causes"][0]
    assert isinstance(before[0], dict) and before[0]["rule"] != "upstream-release"
    assert isinstance(cause, dict)
    assert cause["rule"] == "upstream-release"
    assert "anchor 2.1 (2024-05-20) in place of 1.9" in cause["title"]
    assert "+anchor<2" in cause["fixes"][0]["diff"]
