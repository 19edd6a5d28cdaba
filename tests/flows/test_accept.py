"""`regreen check`: ignores, baselines, changed files, and other people's linters."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from support.command import Answer, Command, git, repository

CI = ".github/workflows/ci.yml"
RULE = "action-version-shut-down"
BAD = """on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: actions/upload-artifact@v3
        with:
          name: report
          path: report.txt
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    repository(tmp_path / "shop", {CI: BAD})
    return tmp_path / "shop"


@pytest.fixture
def check(command: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    def run(folder: Path, *words: str) -> Answer:
        monkeypatch.chdir(folder)
        git(folder, "add", "-A")
        return command("check", "--format", "json", *words)

    return run


def rules(answer: Answer) -> list[str]:
    return [finding["rule"] for finding in answer.json["findings"]]


@pytest.mark.parametrize(
    "text",
    [
        BAD.replace(
            "artifact@v3", "artifact@v3  # regreen: ignore[action-version-shut-down] a mirror has it"
        ),
        BAD.replace(
            "      - uses: actions/up",
            "      # regreen: ignore[action-*, x] a mirror has it\n      - uses: actions/up",
        ),
    ],
)
def test_a_comment_with_a_reason_ignores(check: Command, shop: Path, text: str) -> None:
    (shop / CI).write_text(text)
    answer = check(shop)
    assert (answer.code, rules(answer)) == (0, [])
    assert "a mirror has it" in answer.json["notes"][0]


def test_a_comment_without_a_reason_ignores_nothing(check: Command, shop: Path) -> None:
    (shop / CI).write_text(BAD.replace("artifact@v3", f"artifact@v3  # regreen: ignore[{RULE}]"))
    assert rules(check(shop)) == [RULE, "ignore-without-reason"]


def test_a_comment_is_about_its_own_line(check: Command, shop: Path) -> None:
    """Behind code it is not about the next line; and what it does not ignore is said."""
    (shop / CI).write_text(BAD.replace("checkout@v6", f"checkout@v6  # regreen: ignore[{RULE}] why"))
    answer = check(shop)
    assert rules(answer) == [RULE]
    assert answer.json["notes"] == [f"unused ignore: {CI} line 6 ({RULE}) ignores nothing"]


def test_settings_ignore_by_rule_and_path(check: Command, shop: Path) -> None:
    entry = '{{ rule = "action-*", path = "{}", reason = "a mirror has it" }}'
    (shop / "pyproject.toml").write_text(f"[tool.regreen]\nignore = [{entry.format('.github/*')}]\n")
    answer = check(shop)
    assert (answer.code, rules(answer)) == (0, [])
    (shop / "pyproject.toml").write_text(f"[tool.regreen]\nignore = [{entry.format('docs/*')}]\n")
    answer = check(shop)
    assert (answer.code, rules(answer)) == (1, [RULE])
    assert answer.json["notes"] == [
        "unused ignore: the settings ignore action-* in docs/*, which is not found"
    ]


def test_ignored_findings_are_not_fixed(check: Command, command: Command, shop: Path) -> None:
    text = BAD.replace("artifact@v3", f"artifact@v3  # regreen: ignore[{RULE}] a mirror has it")
    (shop / CI).write_text(text)
    check(shop)
    assert command("fix").code == 0
    assert (shop / CI).read_text() == text


def test_a_baseline_knows_findings_wherever_their_lines_go(check: Command, shop: Path) -> None:
    known = str(shop.parent / "known.json")
    assert check(shop, "--write-baseline", known).code == 0
    first = Path(known).read_bytes()
    assert json.loads(first)["findings"][0]["path"] == CI
    (shop / CI).write_text("# one\n# more\n" + BAD)
    assert check(shop, "--write-baseline", known).code == 0
    assert Path(known).read_bytes() == first
    assert (check(shop, "--baseline", known).code, rules(check(shop, "--baseline", known))) == (0, [])
    (shop / CI).with_name("new.yml").write_text(BAD.replace("@v3", "@v2"))
    assert rules(check(shop, "--baseline", known)) == [RULE]
    (shop / CI).unlink()
    assert "1 finding of the baseline gone: write it again" in check(shop, "--baseline", known).json["notes"]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"version": 2, "findings": []}', '{"version": 1, "findings": [1]}']
)
def test_a_file_that_is_no_baseline(check: Command, shop: Path, text: str) -> None:
    (shop.parent / "known.json").write_text(text)
    answer = check(shop, "--baseline", str(shop.parent / "known.json"))
    assert (answer.code, "is no baseline" in answer.err) == (2, True)


def test_changed_files_only(check: Command, shop: Path) -> None:
    assert rules(check(shop, "--changed")) == []
    (shop / CI).with_name("new.yml").write_text(BAD.replace("@v3", "@v2"))
    answer = check(shop, "--changed")
    assert [finding["evidence"][0]["path"] for finding in answer.json["findings"]] == [
        ".github/workflows/new.yml"
    ]
    git(shop, "commit", "-q", "-m", "New")
    assert rules(check(shop, "--changed")) == []
    assert len(rules(check(shop, "--changed", "HEAD~1"))) == 1
    assert len(rules(check(shop, "--changed", "HEAD~1", "--rev", "HEAD"))) == 1
    assert check(shop, "--changed", "nowhere").code == 2
    assert check(shop, "--changed", "--rev", "HEAD").code == 2


def test_a_change_that_only_hides_a_failure_is_said(check: Command, shop: Path) -> None:
    (shop / CI).write_text(BAD + "      - run: pytest || true\n")
    (shop / ".gitattributes").write_text("*.yml diff=odd\n")
    git(shop, "config", "diff.odd.textconv", f"touch {shop.parent / 'run'};")
    git(shop, "config", "diff.odd.command", f"touch {shop.parent / 'run'};")
    wanted = f"{CI} line 11: the change throws an exit status away: - run: pytest || true"
    assert wanted in check(shop, "--changed").json["notes"]
    git(shop, "commit", "-q", "-m", "Hide")
    assert wanted in check(shop, "--changed", "HEAD~1").json["notes"]
    assert wanted not in check(shop, "--changed").json["notes"]
    assert not (shop.parent / "run").exists()


def test_before_the_first_commit_everything_is_new(check: Command, tmp_path: Path) -> None:
    (tmp_path / CI).parent.mkdir(parents=True)
    (tmp_path / CI).write_text(BAD)
    git(tmp_path, "init", "-q")
    assert rules(check(tmp_path, "--changed")) == [RULE]


def linter(folder: Path, name: str, answer: object, *, seconds: float = 0) -> None:
    """A program that gives one answer, and notes what it was called with."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(
        f"#!{sys.executable}\nimport json, sys, time\ntime.sleep({seconds})\n"
        f"open({str(folder / (name + '.called'))!r}, 'w').write(' '.join(sys.argv[1:]))\n"
        f"print(json.dumps({answer!r}) if {answer!r} is not None else 'oops')\n"
    )
    (folder / name).chmod(0o755)


def remark(kind: str, line: int, message: str, file: str = CI) -> dict[str, object]:
    return {"kind": kind, "message": message, "filepath": file, "line": line, "column": 9}


ACTIONLINT = [
    remark("action", 7, 'the runner of "actions/upload-artifact@v3" action is too old'),
    remark("runner-label", 4, 'label "ubuntu-latest" is odd', f"./{CI}"),
    remark("shellcheck", 6, "shellcheck reported issue in this script: SC2086:info:1:6: quote it"),
]
ZIZMOR = [
    {
        "ident": ident,
        "desc": "code injection",
        "determinations": {"confidence": "High", "severity": "High"},
        "ignored": False,
        "locations": [
            {
                "symbolic": {"kind": "Primary", "key": {"Local": {"verbatim_path": f"./{CI}"}}},
                "concrete": {"location": {"start_point": {"row": 5, "column": 8}}},
            }
        ],
    }
    for ident in ("template-injection", "unpinned-uses")
]


def test_other_linters_are_merged(
    check: Command, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What we say of a line already is not said twice; nothing of theirs is an error; all of it is a copy."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    linter(tmp_path / "bin", "actionlint", ACTIONLINT)
    linter(tmp_path / "bin", "zizmor", ZIZMOR)
    linter(
        tmp_path / "bin",
        "shellcheck",
        {
            "comments": [
                {"file": "./a.sh", "line": 1, "column": 1, "code": 1, "message": "odd", "level": "error"}
            ]
        },
    )
    (shop / "a.sh").write_text("odd\n")
    answer = check(shop)
    assert rules(answer) == [RULE, "actionlint:runner-label", "zizmor:template-injection", "shellcheck:SC1"]
    assert [finding["severity"] for finding in answer.json["findings"]] == ["error", *["warning"] * 3]
    assert [f["evidence"][0]["line"] for f in answer.json["findings"]] == [7, 4, 6, 1]
    assert answer.json["notes"] == ["asked as well: actionlint, zizmor, shellcheck"]
    assert str(shop) not in (tmp_path / "bin/actionlint.called").read_text()
    assert rules(check(shop, "--tools", "none")) == [RULE]
    assert rules(check(shop, "--tools", "shellcheck")) == [RULE, "shellcheck:SC1"]


def test_a_linter_that_fails_is_said_and_holds_nothing_up(
    check: Command, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setattr("regreen.sources.linters.TIMEOUT", 0.3)
    linter(tmp_path / "bin", "actionlint", None)
    linter(tmp_path / "bin", "zizmor", [], seconds=5)
    answer = check(shop)
    assert rules(answer) == [RULE]
    assert answer.json["notes"] == [
        "actionlint gave no answer that can be read",
        "zizmor did not answer in 0.3 s",
    ]
    assert check(shop, "--tools", "shellcheck").err == "regreen: --tools: shellcheck is not installed\n"
    assert "is none of" in check(shop, "--tools", "flake8").err
