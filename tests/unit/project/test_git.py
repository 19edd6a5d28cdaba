from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from regreen.model.errors import InputError
from regreen.project.git import INDEX, WORKTREE, Repository, open_tree
from regreen.project.tree import SIZE_LIMIT, Tree

ENV = {
    **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
}


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, env=ENV, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    (root / "pkg").mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    (root / ".gitignore").write_text("hidden/\n")
    (root / "pkg" / "ü m.py").write_bytes(b"x = 1\r\n")
    (root / "data.bin").write_bytes(b"\0\1")
    (root / "link.py").symlink_to("pkg/ü m.py")
    (root / "linked").symlink_to("pkg")
    (root / "out").symlink_to("/etc/passwd")
    (root / "hidden").mkdir()
    (root / "hidden" / "secret.py").write_text("")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "one")
    return root


def test_the_three_views_differ(repository: Path) -> None:
    file = repository / "pkg" / "ü m.py"
    file.write_text("x = 2\n")
    git(repository, "add", "-A")
    file.write_text("x = 3\n")
    opened = Repository.open(repository / "pkg")
    texts = [opened.tree(view).text("pkg/ü m.py") for view in ("HEAD", INDEX, WORKTREE)]
    assert texts == ["x = 1\r\n", "x = 2\n", "x = 3\n"]


@pytest.mark.parametrize("view", ["HEAD", INDEX, WORKTREE])
def test_links_are_followed_inside_only(repository: Path, view: str) -> None:
    tree = Repository.open(repository).tree(view)
    assert tree.text("link.py") == "x = 1\r\n"
    assert tree.text("linked/ü m.py") == "x = 1\r\n"
    assert "linked/ü m.py" in tree and tree.is_dir("linked")
    assert tree.under("linked") == ("linked/ü m.py",) and tree.under("out") == ()
    assert tree.read("out") is None
    assert tree.text("data.bin") is None and tree.read("data.bin") == b"\0\1"
    assert tree.text("absent") is None
    assert tree.directories == {"", "pkg"}


def test_untracked_files_are_absent_but_present_on_disk(repository: Path) -> None:
    tree = Repository.open(repository).tree()
    assert not tree.exists("hidden/secret.py")
    assert tree.present("hidden/secret.py") and tree.present("hidden")
    assert not tree.present("pkg/ü m.py")
    assert not Repository.open(repository).tree("HEAD").present("hidden")


def test_bare_repository_and_revisions(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(repository), "bare")
    opened = Repository.open(tmp_path / "bare")
    assert opened.bare
    tree = opened.tree()
    assert tree.revision == opened.head() and "data.bin" in tree
    with pytest.raises(InputError, match="no commit nope"):
        opened.tree("nope")
    with pytest.raises(InputError):
        opened.tree("--output=x")


def test_head_branch_remotes(repository: Path) -> None:
    git(repository, "remote", "add", "origin", "https://user:token@example.org/a/b.git")
    opened = Repository.open(repository)
    assert opened.branch() == "main" and len(opened.head()) == 40
    assert opened.remotes() == {"origin": "https://example.org/a/b.git"}
    git(repository, "checkout", "-q", "--detach")
    assert opened.branch() == ""


def test_repository_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    opened = Repository.open(tmp_path)
    assert opened.head() == "" and opened.tree().paths == () and opened.remotes() == {}


def test_nothing_of_a_hostile_repository_runs(repository: Path, tmp_path: Path) -> None:
    trap, mark = tmp_path / "trap.sh", tmp_path / "ran"
    trap.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "filter.x.smudge", "filter.x.clean"):
        git(repository, "config", key, str(trap))
    git(repository, "config", "diff.x.textconv", str(trap))
    git(repository, "config", "core.worktree", "/")
    (repository / ".gitattributes").write_text("* filter=x diff=x\n")
    opened = Repository.open(repository)
    for view in ("HEAD", INDEX, WORKTREE):
        assert opened.tree(view).text("pkg/ü m.py") == "x = 1\r\n"
    assert not mark.exists()


def test_missing_objects_and_large_files_are_none(repository: Path) -> None:
    (repository / "big.txt").write_bytes(b"x" * (SIZE_LIMIT + 1))
    (repository / "gone.txt").write_bytes(b"gone")
    git(repository, "add", "-A")
    name = git(repository, "rev-parse", ":gone.txt").strip()
    (repository / ".git" / "objects" / name[:2] / name[2:]).unlink()
    tree = Repository.open(repository).tree()
    assert tree.read("big.txt") is None and tree.read("gone.txt") is None
    assert tree.text("pkg/ü m.py") == "x = 1\r\n"


def test_submodules_are_known_and_not_read(repository: Path) -> None:
    git(repository, "update-index", "--add", "--cacheinfo", "160000", "1" * 40, "vendor/sub")
    tree = Repository.open(repository).tree()
    assert tree.submodules == {"vendor/sub"} and tree.read("vendor/sub") is None


def test_a_plain_folder_is_not_tracked(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.py").write_text("x")
    (tmp_path / "env").mkdir()
    (tmp_path / "env" / "pyvenv.cfg").write_text("")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "y.js").write_text("")
    (tmp_path / "to").symlink_to("a")
    tree = open_tree(tmp_path)
    assert not tree.tracked and tree.paths == ("a/x.py", "to") and tree.text("to/x.py") == "x"
    with pytest.raises(InputError):
        open_tree(tmp_path, "main")
    with pytest.raises(InputError):
        open_tree(tmp_path / "nothing")


def test_a_tree_in_memory() -> None:
    tree = Tree.of({"a/b.py": "b", "x": b"\0"}, ignored=["lib/m.py"])
    assert tree.paths == ("a/b.py", "x") and tree.text("x") is None
    assert tree.present("lib/m.py") and tree.present("lib") and not tree.present("a/b.py")
    assert tree.under("a") == ("a/b.py",) and tree.names["b.py"] == ("a/b.py",)
