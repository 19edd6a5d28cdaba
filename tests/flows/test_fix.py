"""`regreen fix` in real repositories."""

from __future__ import annotations

import os
import stat
import subprocess
from io import StringIO
from pathlib import Path

import pytest

from regreen.model.errors import PatchError
from support.command import Answer, Command, git, repository

CI = ".github/workflows/ci.yml"
RULE = "action-version-shut-down"
BAD = """on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: actions/upload-artifact@v3  # keep
        with:
          name: report
          path: report.txt
"""
FIXED = BAD.replace("artifact@v3", "artifact@v6")
POETRY = """[tool.poetry]
name = "shop"  # ours

[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    repository(tmp_path / "shop", {CI: BAD})
    return tmp_path / "shop"


@pytest.fixture
def fix(command: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """`regreen fix` in a folder, in this process."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ada@example.org")

    def run(folder: Path, *words: str, stdin: str = "") -> Answer:
        monkeypatch.chdir(folder)
        monkeypatch.setattr("sys.stdin", StringIO(stdin))
        return command("fix", *words)

    return run


def apply_patch(folder: Path, patch: str) -> None:
    subprocess.run(["git", "apply", "-"], cwd=folder, input=patch.encode(), check=True, capture_output=True)


def test_a_safe_fix_is_written_and_nothing_is_left(fix: Command, shop: Path) -> None:
    answer = fix(shop)
    assert (answer.code, (shop / CI).read_text()) == (0, FIXED)
    assert "1 fix in 1 file" in answer.out
    assert "next: git diff" in answer.out
    assert fix(shop).out == "nothing to fix\n"


def test_the_repository_may_be_named_as_for_check(fix: Command, shop: Path) -> None:
    assert fix(shop, ".").code == 0
    assert (shop / CI).read_text() == FIXED


def test_what_is_left_says_which_fix_waits_and_what_a_person_decides(fix: Command, shop: Path) -> None:
    waits = "  old:\n    runs-on: ubuntu-20.04\n    steps:\n      - run: 'true'\n"
    decides = "  odd:\n    runs-on: ubuntu-latest\n    if: env.X\n    steps:\n      - run: 'true'\n"
    (shop / CI).write_text(BAD + waits + decides)
    git(shop, "add", "-A")
    out = " ".join(fix(shop).out.split())
    assert "fix, unsafe: Run on ubuntu-24.04 stays: the fix changes behaviour (--unsafe applies it)" in out
    assert "stays: no fix is known $ regreen explain workflow-file-invalid" in out
    assert "next: regreen fix --unsafe (1 more fix; with --diff it only shows them)" in out


def test_a_file_without_findings_keeps_every_byte(fix: Command, shop: Path) -> None:
    odd = b"\xef\xbb\xbfon:   push\r\njobs: { a: {runs-on:  ubuntu-latest,\r\n  steps: [ run: a ]} }   # odd\r\n\r\n"
    (shop / ".github/workflows/odd.yml").write_bytes(odd)
    git(shop, "add", "-A")
    before = (shop / ".github/workflows/odd.yml").stat()
    assert fix(shop).code == 0
    after = (shop / ".github/workflows/odd.yml").stat()
    assert (shop / ".github/workflows/odd.yml").read_bytes() == odd
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_the_patch_is_printed_and_applies(fix: Command, shop: Path) -> None:
    answer = fix(shop, "--diff")
    assert (answer.code, answer.err, (shop / CI).read_text()) == (0, "", BAD)
    apply_patch(shop, answer.out)
    assert (shop / CI).read_text() == FIXED


@pytest.mark.parametrize("encode", ["crlf", "bom", "latin"])
def test_line_ends_marks_and_foreign_bytes_stay(fix: Command, shop: Path, encode: str) -> None:
    data, fixed = BAD.encode(), FIXED.encode()
    if encode == "crlf":
        data, fixed = data.replace(b"\n", b"\r\n"), fixed.replace(b"\n", b"\r\n")
    elif encode == "bom":
        data, fixed = b"\xef\xbb\xbf" + data, b"\xef\xbb\xbf" + fixed
    else:
        data, fixed = (
            data.replace(b"keep", "bewahrt für uns".encode()),
            fixed.replace(b"keep", "bewahrt für uns".encode()),
        )
    (shop / CI).write_bytes(data)
    git(shop, "add", "-A")
    patch = fix(shop, "--diff", "--output", str(shop.parent / "p"))
    assert (patch.code, fix(shop).code) == (0, 0)
    assert (shop / CI).read_bytes() == fixed
    (shop / CI).write_bytes(data)
    apply_patch(shop, (shop.parent / "p").read_bytes().decode())
    assert (shop / CI).read_bytes() == fixed


def test_line_ends_that_git_converted_are_no_change(fix: Command, shop: Path) -> None:
    git(shop, "config", "core.autocrlf", "true")
    (shop / CI).write_bytes(BAD.replace("\n", "\r\n").encode())
    assert fix(shop).code == 0
    assert (shop / CI).read_bytes() == FIXED.replace("\n", "\r\n").encode()


def test_the_mode_is_kept(fix: Command, shop: Path) -> None:
    (shop / CI).chmod(0o755)
    git(shop, "add", "-A")
    assert fix(shop).code == 0
    assert stat.S_IMODE((shop / CI).stat().st_mode) == 0o755


def test_unstaged_changes_are_refused_unless_forced(fix: Command, shop: Path) -> None:
    (shop / CI).write_text("# mine\n" + BAD)
    answer = fix(shop, "--format", "json")
    assert answer.code == 1
    held = answer.json["held"][0]
    assert (held["rule"], held["reason"], held["release"]) == (
        RULE,
        f"{CI} has changes that are not staged",
        "--force",
    )
    assert (shop / CI).read_text() == "# mine\n" + BAD
    assert fix(shop, "--force").code == 0
    assert (shop / CI).read_text() == "# mine\n" + FIXED


def test_staged_changes_can_be_told_from_the_fix_and_are_no_obstacle(fix: Command, shop: Path) -> None:
    (shop / CI).write_text("# mine\n" + BAD)
    git(shop, "add", "-A")
    assert fix(shop).code == 0
    assert "artifact" not in git(shop, "diff", "--cached")
    assert "+      - uses: actions/upload-artifact@v6" in git(shop, "diff")


def test_a_read_only_file_is_refused_unless_forced(fix: Command, shop: Path) -> None:
    (shop / CI).chmod(0o444)
    assert "is read-only (--force applies it)" in " ".join(fix(shop).out.split())
    assert (shop / CI).read_text() == BAD
    assert fix(shop, "--force").code == 0
    assert ((shop / CI).read_text(), stat.S_IMODE((shop / CI).stat().st_mode)) == (FIXED, 0o444)


def test_a_symbolic_link_stays_and_the_file_behind_it_is_written(fix: Command, shop: Path) -> None:
    (shop / "ci.yml").write_text(BAD)
    (shop / CI).unlink()
    (shop / CI).symlink_to("../../ci.yml")
    git(shop, "add", "-A")
    apply_patch(shop, fix(shop, "--diff").out)
    assert (shop / "ci.yml").read_text() == FIXED
    (shop / "ci.yml").write_text(BAD)
    assert fix(shop).code == 0
    assert ((shop / CI).is_symlink(), (shop / "ci.yml").read_text()) == (True, FIXED)


def test_a_symbolic_link_that_leads_elsewhere_has_no_fix(fix: Command, shop: Path) -> None:
    (shop.parent / "ci.yml").write_text(BAD)
    (shop / CI).unlink()
    (shop / CI).symlink_to("../../../ci.yml")
    git(shop, "add", "-A")
    fix(shop)
    assert (shop.parent / "ci.yml").read_text() == BAD


def test_a_submodule_is_not_looked_into(fix: Command, shop: Path, tmp_path: Path) -> None:
    repository(tmp_path / "part", {CI: BAD})
    git(
        shop,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        str(tmp_path / "part"),
        "part",
    )
    assert fix(shop).code == 0
    assert ((shop / CI).read_text(), (shop / "part" / CI).read_text()) == (FIXED, BAD)


def test_a_commit_says_cause_evidence_and_rule(fix: Command, shop: Path) -> None:
    (shop / CI).with_name("b.yml").write_text(BAD.replace("artifact@v3", "artifact@v2"))
    git(shop, "add", "-A")
    git(shop, "commit", "-q", "-m", "More")
    answer = fix(shop, "--branch", "mend", "--format", "json")
    assert (answer.code, answer.json["branch"], len(answer.json["commits"])) == (0, "mend", 2)
    assert git(shop, "rev-parse", "--abbrev-ref", "HEAD") == "mend"
    assert git(shop, "rev-list", "--count", "main..mend") == "2"
    body = git(shop, "log", "-2", "--format=%B")
    assert f"Rule: {RULE} (deprecated-action)" in body
    assert "Cause: GitHub refuses actions/" in body
    assert f"- {CI}:7: - uses: actions/upload-artifact@v3" in body
    assert git(shop, "status", "--porcelain") == ""


def test_a_detached_head_gets_its_commit(fix: Command, shop: Path) -> None:
    git(shop, "checkout", "-q", "--detach")
    start = git(shop, "rev-parse", "HEAD")
    assert fix(shop, "--commit").code == 0
    assert git(shop, "rev-parse", "HEAD~1") == start
    assert git(shop, "rev-parse", "main") == start


def test_staged_changes_keep_a_commit_from_being_made(fix: Command, shop: Path) -> None:
    (shop / "notes.txt").write_text("mine\n")
    git(shop, "add", "-A")
    answer = fix(shop, "--commit")
    assert (answer.code, (shop / CI).read_text()) == (2, BAD)
    assert (
        answer.err
        == "regreen: notes.txt is staged and would be part of the commit; commit or unstage it first\n"
    )


def test_a_refusal_on_a_detached_head_leads_back_to_it(fix: Command, shop: Path) -> None:
    git(shop, "checkout", "-q", "--detach")
    hook = shop / ".git/hooks/commit-msg"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert fix(shop, "--branch", "mend").code == 1
    assert git(shop, "rev-parse", "--abbrev-ref", "HEAD") == "HEAD"
    assert git(shop, "branch", "--list", "mend") == ""


def test_hooks_hold_and_a_refusal_puts_everything_back(fix: Command, shop: Path) -> None:
    hook = shop / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho no commits today >&2\nexit 1\n")
    hook.chmod(0o755)
    answer = fix(shop, "--branch", "mend", "--format", "json")
    assert (answer.code, answer.json["applied"], answer.json["files"]) == (1, [], [])
    assert answer.json["held"][0]["reason"] == "not committed: git commit: no commits today"
    assert ((shop / CI).read_text(), git(shop, "status", "--porcelain")) == (BAD, "")
    assert git(shop, "branch", "--format=%(refname:short)") == "main"


def test_a_branch_that_exists_is_not_moved(fix: Command, shop: Path) -> None:
    git(shop, "branch", "mend")
    answer = fix(shop, "--branch", "mend")
    assert (answer.code, (shop / CI).read_text()) == (2, BAD)
    assert "already exists" in answer.err
    assert fix(shop, "--branch=--force").code == 2


def test_a_commit_or_a_bare_repository_gives_a_patch_only(fix: Command, shop: Path, tmp_path: Path) -> None:
    git(shop, "commit", "-q", "--allow-empty", "-m", "Next")
    assert fix(shop, "--rev", "HEAD~1").err.startswith(
        "regreen: the commit HEAD~1 is not what lies in the working tree"
    )
    assert "artifact@v6" in fix(shop, "--rev", "HEAD~1", "--diff").out
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "-q", "--bare", str(shop), str(bare))
    refused = fix(bare)
    assert (refused.code, "bare repository" in refused.err) == (2, True)
    assert "artifact@v6" in fix(bare, "--diff").out


def test_unsafe_fixes_wait_for_their_option(fix: Command, tmp_path: Path) -> None:
    install = BAD.replace("artifact@v3", "artifact@v6") + "      - run: poetry install\n"
    repository(tmp_path / "shop", {CI: install, "pyproject.toml": POETRY})
    only = ("--only", "poetry-package-not-found")
    held = fix(tmp_path / "shop", *only, "--format", "json")
    assert (held.code, held.json["held"][0]["release"]) == (1, "--unsafe")
    assert fix(tmp_path / "shop", *only, "--unsafe").code == 0
    assert 'name = "shop"  # ours\npackage-mode = false\n' in (tmp_path / "shop/pyproject.toml").read_text()


def test_only_names_rules(fix: Command, shop: Path) -> None:
    assert fix(shop, "--only", "lint-*").out == "nothing to fix\n"
    assert fix(shop, "--only", "action-version-shutdown").err == (
        "regreen: --only: there is no rule 'action-version-shutdown'; the nearest is 'action-version-shut-down'\n"
    )
    assert (shop / CI).read_text() == BAD


@pytest.mark.parametrize(
    ("typed", "first", "second"),
    [
        ("y\nn\n", True, False),
        ("a\n", True, True),
        ("n\ny\n", False, True),
        ("q\n", False, False),
        ("y\n", True, False),
    ],
)
def test_asked_one_by_one(fix: Command, shop: Path, typed: str, first: bool, second: bool) -> None:
    other = BAD.replace("artifact@v3", "artifact@v2")
    (shop / CI).with_name("d.yml").write_text(other)
    git(shop, "add", "-A")
    answer = fix(shop, "--interactive", stdin=typed)
    assert answer.code == (0 if first and second else 1)
    assert ("the questions were ended before it" in answer.out) == (typed in ("q\n", "y\n"))
    assert "+      - uses: actions/" in answer.err
    assert ((shop / CI).read_text() != BAD, (shop / CI).with_name("d.yml").read_text() != other) == (
        first,
        second,
    )


def test_a_log_leads_to_the_same_fix(fix: Command, shop: Path) -> None:
    log = (
        "##[error]This request has been automatically failed because it uses a deprecated version of "
        "`actions/upload-artifact: v3`. Learn more: https://github.blog/changelog\n"
    )
    (shop.parent / "ci.log").write_text(log)
    answer = fix(shop, str(shop.parent / "ci.log"), "--commit", "--format", "json")
    assert (answer.code, (shop / CI).read_text()) == (0, FIXED)
    assert "- " + str(shop.parent / "ci.log") + ":1: " in git(shop, "log", "-1", "--format=%B")


def test_a_plain_folder_is_written_too(fix: Command, tmp_path: Path) -> None:
    (tmp_path / CI).parent.mkdir(parents=True)
    (tmp_path / CI).write_text(BAD)
    assert fix(tmp_path).code == 0
    assert (tmp_path / CI).read_text() == FIXED
    assert fix(tmp_path, "--commit").code == 2


def test_wrong_usage(fix: Command, shop: Path) -> None:
    assert fix(shop, "--diff", "--commit").code == 2
    assert fix(shop, "--as-of", "tomorrow").code == 2


def test_all_files_or_none(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One fix of two files; the disk refuses the second."""
    from regreen.app.fix import fix as app_fix
    from regreen.app.fix_inputs import look
    from regreen.app.inputs import Request

    second = (shop / CI).with_name("second.yml")
    second.write_text(BAD)
    git(shop, "add", "-A")
    looked = look(Request(repository_folder=str(shop)))
    real = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "second.yml":
            raise OSError(28, os.strerror(28), str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(PatchError, match="No space left"):
        app_fix(looked.findings, looked.tree, looked.worktree)
    assert ((shop / CI).read_text(), second.read_text()) == (BAD, BAD)
    assert sorted(path.name for path in second.parent.iterdir()) == ["ci.yml", "second.yml"]


def test_a_module_that_git_hides_is_committed_with_its_ignore_line(fix: Command, tmp_path: Path) -> None:
    """A file whose bytes are no UTF-8; commands of a fix are carried out only for a commit, and only `git add`."""
    shop = tmp_path / "shop"
    repository(shop, {"shop/__init__.py": "", "shop/prices.py": "from shop import lib\n"})
    ignored = b"# gr\xfc\xdfe\nlib/\n"
    (shop / ".gitignore").write_bytes(ignored)
    (shop / "shop/lib").mkdir()
    (shop / "shop/lib/__init__.py").write_text("")
    git(shop, "add", ".gitignore")
    git(shop, "commit", "-q", "-m", "Ignore")
    answer = fix(shop, "--diff", "--format", "json")
    assert answer.json["applied"][0]["fix"]["commands"] == ["git add shop/lib"]
    assert "# gr\ufffd\ufffde" in answer.json["diff"]
    assert "next: git add shop/lib" in fix(shop).out
    assert (shop / ".gitignore").read_bytes() == ignored.replace(b"\nlib", b"\n/lib")
    (shop / ".gitignore").write_bytes(ignored)
    assert fix(shop, "--commit").code == 0
    assert git(shop, "show", "--name-only", "--format=").split() == [".gitignore", "shop/lib/__init__.py"]
