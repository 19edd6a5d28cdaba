"""An answer is given again only where it would be the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from regreen.app.check import folder_of
from regreen.app.remembered import MOST, Memory
from regreen.model.checkup import Checkup
from regreen.model.finding import Category, FileEvidence, Finding, Fix, LogEvidence, Safety, Severity
from regreen.model.text import Edit, Span
from regreen.probe.cache import Cache
from regreen.project.git import INDEX, WORKTREE, open_tree
from regreen.project.identity import identity
from support.command import git, repository

FINDING = Finding(
    rule="some-rule",
    category=Category.LINT,
    title="Ünusual",
    confidence=0.5,
    fingerprint="f",
    evidence=(FileEvidence("a.py", 1, 2, "text"),),
    severity=Severity.WARNING,
    data={"name": "value"},
    fixes=(Fix("Mend it", Safety.UNSAFE, (Edit(Span("a.py", 0, 1), "a", "b"),), "diff", ("command",)),),
)
ANSWER = Checkup((FINDING,), "INDEX", ("a note",))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    repository(folder, {"a.py": "A = 1\n"})
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache", most=MOST)


def memory(folder: Path, cache: Cache, *words: str, revision: str | None = None) -> Memory:
    return Memory(folder, revision, words, cache)


def test_the_same_again(shop: Path, cache: Cache) -> None:
    assert memory(shop, cache).recall("check") is None
    memory(shop, cache).keep({"check": ANSWER})
    assert memory(shop, cache).recall("check") == ANSWER
    assert memory(shop, cache).recall("shown") is None
    assert memory(shop, cache, "--tools").recall("check") is None
    assert memory(shop, cache, revision="HEAD").recall("check") is None


def test_what_is_staged_counts(shop: Path, cache: Cache) -> None:
    memory(shop, cache).keep({"check": ANSWER})
    (shop / "a.py").write_text("A = 2\n")
    assert memory(shop, cache).recall("check") == ANSWER, "what lies there is not looked at"
    git(shop, "add", "a.py")
    assert memory(shop, cache).recall("check") is None


def test_history_and_branches_count(shop: Path, cache: Cache) -> None:
    memory(shop, cache).keep({"check": ANSWER})
    git(shop, "branch", "other")
    assert memory(shop, cache).recall("check") is None
    memory(shop, cache).keep({"check": ANSWER})
    git(shop, "commit", "-q", "--allow-empty", "-m", "nothing")
    assert memory(shop, cache).recall("check") is None


def test_addresses_of_remotes_count(shop: Path, cache: Cache) -> None:
    memory(shop, cache).keep({"check": ANSWER})
    git(shop, "remote", "add", "origin", "https://github.com/ada/shop")
    assert memory(shop, cache).recall("check") is None


def test_a_commit_stays_what_it_is(shop: Path, cache: Cache) -> None:
    memory(shop, cache, revision="HEAD").keep({"check": ANSWER})
    (shop / "b.py").write_text("B = 1\n")
    git(shop, "add", "b.py")
    assert memory(shop, cache, revision="HEAD").recall("check") == ANSWER
    git(shop, "commit", "-q", "-m", "another")
    assert memory(shop, cache, revision="HEAD").recall("check") is None
    assert memory(shop, cache, revision="HEAD~1").recall("check") == ANSWER


def test_what_was_looked_for_on_the_disk_is_looked_for_again(shop: Path, cache: Cache) -> None:
    (shop / "there").write_text("")
    first = memory(shop, cache)
    tree = first.watching(open_tree(shop))
    assert [tree.present("there"), tree.patched({"c.py": ""}).present("missing")] == [True, False]
    first.keep({"check": ANSWER})
    assert memory(shop, cache).recall("check") == ANSWER
    (shop / "missing").write_text("")
    assert memory(shop, cache).recall("check") is None
    (shop / "missing").unlink()
    again = memory(shop, cache)
    assert again.recall("check") == ANSWER
    again.keep({"shown": ANSWER})  # rests on what the first answer rests on
    (shop / "there").unlink()
    assert memory(shop, cache).recall("shown") is None


def test_programs_on_the_path_count(shop: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    memory(shop, cache).keep({"check": ANSWER}, ["some-linter"])
    assert memory(shop, cache).recall("check") == ANSWER
    (shop / "some-linter").write_text("#!/bin/sh\n")
    (shop / "some-linter").chmod(0o755)
    monkeypatch.setenv("PATH", f"{shop}:{os.environ['PATH']}")
    assert memory(shop, cache).recall("check") is None


def test_what_changes_meanwhile_is_not_kept(shop: Path, cache: Cache) -> None:
    first = memory(shop, cache)
    (shop / "b.py").write_text("")
    git(shop, "add", "b.py")
    first.keep({"check": ANSWER})
    assert memory(shop, cache).recall("check") is None
    git(shop, "rm", "-q", "--cached", "b.py")
    assert memory(shop, cache).recall("check") is None


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"findings":[{}]}', b"\xff"])
def test_what_cannot_be_read_is_not_there(shop: Path, tmp_path: Path, cache: Cache, data: bytes) -> None:
    memory(shop, cache).keep({"check": ANSWER})
    for file in (tmp_path / "cache").glob("*/*"):
        file.write_bytes(data)
    assert memory(shop, cache).recall("check") is None


def test_only_what_can_be_read_again_is_kept(shop: Path, tmp_path: Path, cache: Cache) -> None:
    lone = Finding("r", Category.OTHER, "\udce4", 1.0, "f", FINDING.evidence)
    logged = Finding("r", Category.OTHER, "t", 1.0, "f", (LogEvidence("ci.log", 1, "text"),))
    for finding in (lone, logged):
        memory(shop, cache).keep({"check": Checkup((finding,))})
    assert not list((tmp_path / "cache").glob("*/*"))


def test_the_oldest_answers_go(tmp_path: Path) -> None:
    cache = Cache(tmp_path, most=2)
    for number, key in enumerate(("aa1", "bb2", "cc3")):
        cache.put(key, b"answer")
        os.utime(tmp_path / key[:2] / key, (number, number))
    cache.put("dd4", b"answer")
    assert [cache.get(key) is not None for key in ("aa1", "bb2", "cc3", "dd4")] == [False, False, True, True]


def test_what_has_no_identity(shop: Path, tmp_path: Path) -> None:
    assert identity(shop, INDEX) is not None
    assert identity(shop, WORKTREE) is None, "files as they lie there"
    assert identity(shop, "no-such-branch") is None
    (tmp_path / "plain").mkdir()
    assert identity(tmp_path / "plain", INDEX) is None
    assert identity(tmp_path / "no-such-folder", INDEX) is None
    git(shop, "config", "remote.origin.promisor", "true")
    assert identity(shop, INDEX) is None, "objects may be missing"


def test_before_the_first_commit(tmp_path: Path, cache: Cache) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "a.py").write_text("A = 1\n")
    git(tmp_path, "add", "a.py")
    memory(tmp_path, cache).keep({"check": ANSWER})
    assert memory(tmp_path, cache).recall("check") == ANSWER
    assert identity(tmp_path, "HEAD") is None
    git(tmp_path, "commit", "-q", "-m", "Start")
    assert memory(tmp_path, cache).recall("check") is None


def test_which_folder_is_meant(shop: Path) -> None:
    (shop / "flows").mkdir()
    (shop / "flows" / "ci.yml").write_text("on: push\n")
    assert folder_of([]) == Path()
    assert folder_of([str(shop)]) == shop
    assert folder_of([str(shop / "a.py")]) is None
    assert folder_of([str(shop), str(shop)]) is None
    assert folder_of([str(shop / "flows")]) is None
