from __future__ import annotations

from pathlib import Path

import pytest

from regreen.app.check import check
from regreen.model.finding import FileEvidence, Finding
from regreen.patch.apply import apply, apply_all
from regreen.project.git import open_tree
from support.command import git

CI = """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: bash tools/lint.sh
      - run: bash tools/old.sh
      - working-directory: helpers
        run: ls
      - run: test -d helpers && echo fine
"""


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    bodies = {name: f"#!/bin/sh\necho {name}\n" * 5 for name in ("lint", "old", "a", "b")}
    write(
        tmp_path,
        {
            ".github/workflows/ci.yml": CI,
            "tools/lint.sh": bodies["lint"],
            "tools/old.sh": bodies["old"],
            "helpers/a.sh": bodies["a"],
            "helpers/b.sh": bodies["b"],
        },
    )
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "one")
    git(tmp_path, "mv", "tools/lint.sh", "lint.sh")
    git(tmp_path, "mv", "helpers", "support")
    git(tmp_path, "commit", "-q", "-m", "moved")
    git(tmp_path, "rm", "-q", "tools/old.sh")
    (tmp_path / "ci").mkdir()
    git(tmp_path, "mv", "lint.sh", "ci/check.sh")
    git(tmp_path, "commit", "-q", "-m", "moved again")
    return tmp_path


def test_a_path_is_followed_to_where_it_is_now(repository: Path) -> None:
    tree = open_tree(repository, "HEAD")
    found = tree.departed(["tools/lint.sh", "tools/old.sh", "helpers", "never/was.py", "ci/check.sh", ""])
    assert {path: item.successor for path, item in found.items()} == {
        "tools/lint.sh": "ci/check.sh",
        "tools/old.sh": "",
        "helpers": "support",
    }
    assert found["tools/old.sh"].commit == git(repository, "rev-parse", "HEAD").strip()
    assert tree.former(found["tools/old.sh"]) == "#!/bin/sh\necho old\n" * 5


def test_before_the_commit_nothing_is_gone(repository: Path) -> None:
    assert not open_tree(repository, "HEAD~2").departed(["never/was.py"])
    assert not open_tree(repository, "HEAD~1").departed(["tools/old.sh"])


def findings(repository: Path) -> dict[str, Finding]:
    found = check(open_tree(repository, "HEAD")).findings
    return {item.data["path"]: item for item in found if item.rule == "script-missing"}


def test_what_a_step_names_in_vain_is_written_as_git_moved_it(repository: Path) -> None:
    found = findings(repository)
    texts = {path: item.fixes[0].edits[0].new for path, item in found.items()}
    assert texts["tools/lint.sh"] == "ci/check.sh"
    assert texts["helpers"] == "support"
    assert "renamed it to ci/check.sh" in found["tools/lint.sh"].title


def test_what_nothing_replaced_is_brought_back(repository: Path) -> None:
    item = findings(repository)["tools/old.sh"]
    assert apply_all({}, item.fixes[0].edits)["tools/old.sh"].text == "#!/bin/sh\necho old\n" * 5
    places = [(piece.path, piece.line) for piece in item.evidence if isinstance(piece, FileEvidence)]
    assert places == [(".github/workflows/ci.yml", 8), ("tools/old.sh", 1)]


RELEASE = """\
on: push
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: softprops/action-gh-release@v2
      - run: git push
"""


@pytest.mark.parametrize(("day", "count"), [("2024-05-01", 1), ("2022-05-01", 0)])
def test_young_repositories_have_tokens_that_may_only_read(tmp_path: Path, day: str, count: int) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    write(tmp_path, {".github/workflows/release.yml": RELEASE})
    git(tmp_path, "add", "-A")
    when = {"GIT_AUTHOR_DATE": f"{day}T12:00:00", "GIT_COMMITTER_DATE": f"{day}T12:00:00"}
    git(tmp_path, "commit", "-q", "-m", "one", **when)
    tree = open_tree(tmp_path, "HEAD")
    assert str(tree.born) == day
    found = [item for item in check(tree).findings if item.rule == "token-lacks-permission"]
    assert len(found) == count
    for item in found:
        lines = [piece.line for piece in item.evidence if isinstance(piece, FileEvidence)]
        assert lines == [7, 3, 8]
        source = tree.source(".github/workflows/release.yml")
        assert source is not None
        text = apply(source, item.fixes[0].edits).text
        assert "    permissions:\n      contents: write\n" in text
