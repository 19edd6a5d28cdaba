from __future__ import annotations

from pathlib import Path

import pytest

from regreen.model.errors import InputError
from regreen.project.git import Repository
from regreen.runner.checkout import clone, git, make_mirror
from support.command import git as user_git
from support.command import repository

PATCH = """\
--- a/a.txt
+++ b/a.txt
@@ -1 +1 @@
-one
+two
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    repository(folder, {"a.txt": "one\n", "lib/b.txt": "b\n"})
    user_git(folder, "tag", "v1")
    (folder / "a.txt").write_text("second\n")
    user_git(folder, "commit", "-qam", "Second")
    (folder / "a.txt").write_text("not committed\n")
    (folder / "new.txt").write_text("untracked\n")
    return folder


def env(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path)}


def test_the_commit_and_nothing_else(shop: Path, tmp_path: Path) -> None:
    origin = make_mirror(Repository.open(shop), tmp_path / "m.git", "HEAD")
    target = tmp_path / "work"
    commit = clone(origin, target, env=env(tmp_path))
    assert (target / "a.txt").read_text() == "second\n"
    assert not (target / "new.txt").exists()
    assert git(target, "rev-list", "--count", "HEAD") == "1"
    assert git(target, "symbolic-ref", "--short", "HEAD") == "main"
    assert git(target, "tag") == ""
    assert commit == user_git(shop, "rev-parse", "HEAD")
    assert str(shop) not in (target / ".git" / "config").read_text()


def test_depth_zero_brings_history_and_tags(shop: Path, tmp_path: Path) -> None:
    origin = make_mirror(Repository.open(shop), tmp_path / "m.git", "HEAD")
    clone(origin, tmp_path / "work", depth=0, env=env(tmp_path))
    assert git(tmp_path / "work", "rev-list", "--count", "HEAD") == "2"
    assert git(tmp_path / "work", "describe", "--tags").startswith("v1-1-")


def test_another_ref(shop: Path, tmp_path: Path) -> None:
    origin = make_mirror(Repository.open(shop), tmp_path / "m.git", "HEAD")
    clone(origin, tmp_path / "work", revision="v1", env=env(tmp_path))
    assert (tmp_path / "work" / "a.txt").read_text() == "one\n"
    with pytest.raises(InputError, match="'nothing' could not be found"):
        clone(origin, tmp_path / "other", revision="nothing", env=env(tmp_path))


def test_a_patch_is_a_commit_on_top(shop: Path, tmp_path: Path) -> None:
    origin = make_mirror(Repository.open(shop), tmp_path / "m.git", "v1", patch=PATCH)
    clone(origin, tmp_path / "work", env=env(tmp_path))
    assert (tmp_path / "work" / "a.txt").read_text() == "two\n"
    assert origin.commit != origin.base == user_git(shop, "rev-parse", "v1^{commit}")
    assert user_git(shop, "status", "--porcelain").splitlines() == ["M a.txt", "?? new.txt"]


def test_a_patch_that_does_not_apply(shop: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the patch does not apply"):
        make_mirror(Repository.open(shop), tmp_path / "m.git", "HEAD", patch=PATCH)


def test_nothing_is_written_to_the_repository(shop: Path, tmp_path: Path) -> None:
    def state() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in shop.rglob("*") if path.is_file()}

    before = state()
    origin = make_mirror(Repository.open(shop), tmp_path / "m.git", "HEAD")
    clone(origin, tmp_path / "work", depth=0, env=env(tmp_path))
    git(tmp_path / "work", "gc", "-q")
    assert state() == before


def test_a_partial_clone_gives_what_it_has(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    repository(folder, {"a.py": "a = 1\n", "big.bin": "much\n", "more/big.bin": "much\n"})
    blob = git(folder, "rev-parse", "HEAD:big.bin")
    (folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    origin = make_mirror(Repository.open(folder), tmp_path / "mirror", "HEAD")
    heard: list[str] = []
    target = tmp_path / "work"
    commit = clone(origin, target, env=env(tmp_path), on_missing=heard.extend)
    assert heard == ["big.bin", "more/big.bin"]
    assert [path.name for path in target.iterdir() if path.name != ".git"] == ["a.py"]
    assert git(target, "rev-parse", "HEAD") == commit
    assert git(target, "status", "--porcelain") == ""
    assert git(target, "rev-list", "--count", "HEAD") == "1"
