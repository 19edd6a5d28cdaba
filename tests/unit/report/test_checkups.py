from __future__ import annotations

import json

import pytest

from regreen.app.check import check
from regreen.cli.main import main
from regreen.model.checkup import Checkup
from regreen.project.tree import Tree
from regreen.report import check_terminal
from regreen.report.checkups import headline, render

WORKFLOW = """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/upload-artifact@v3
        with: {path: "a\\e[31mb"}
      - uses: actions/upload-artifact@v3
        with: {path: c}
      - run: pytest || true
"""


def checkup(text: str = WORKFLOW) -> Checkup:
    return check(Tree.of({".github/workflows/ci.yml": text}))


def test_the_headline_counts_both_severities() -> None:
    assert headline(checkup()) == "1 finding that will fail, 1 finding that may fail"
    assert headline(Checkup()) == "nothing here that CI would refuse or fail on"


def test_github_gets_an_annotation_at_every_place() -> None:
    lines = render("github", checkup()).splitlines()
    errors = [line for line in lines if line.startswith("::error")]
    assert [line.split("line=")[1].split(",")[0] for line in errors] == ["6", "8"]
    assert any(line.startswith("::warning file=.github/workflows/ci.yml,line=10") for line in lines)


def test_sarif_has_levels_places_and_fixes() -> None:
    (run,) = json.loads(render("sarif", checkup()))["runs"]
    error, warning = run["results"]
    assert (error["level"], warning["level"]) == ("error", "warning")
    assert len(error["locations"]) == 2
    assert error["fixes"][0]["artifactChanges"]


def test_markdown_has_the_headline_and_the_patch() -> None:
    text = render("markdown", checkup())
    assert "will fail" in text.splitlines()[1]
    assert "+      - uses: actions/upload-artifact@v6" in text


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(KeyError):
        render("smoke-signals", checkup())


@pytest.mark.parametrize("width", [20, 80, 200])
def test_the_terminal_shows_places_and_next_step(width: int) -> None:
    text = check_terminal.render(checkup(), width=width)
    assert ".github/workflows/ci.yml" in text.replace("\n", "").replace(" ", "")
    assert "next:" in text
    assert "\x1b" not in text


def test_the_command_ends_with_1_for_errors_only(
    tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "ci.yml"
    file.write_text(WORKFLOW, "utf-8")
    assert main(["check", str(file), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["outcome"] == "errors"
    file.write_text(WORKFLOW.replace("@v3", "@v6"), "utf-8")
    assert main(["check", str(file), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "warnings"
    file.write_text("on: push\njobs: {}\n", "utf-8")
    assert main(["check", str(file), "--as-of", "yesterday"]) == 2
