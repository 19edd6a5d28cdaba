"""`regreen bisect` in real histories; the code of the samples is executed."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from regreen.report.json import bisect_v1
from support.command import Answer, Command, git
from support.jobs import CI, TESTS, commit, start, workflow

GOOD = "def total(a, b):\n    return a + b\n"
BAD = "def total(a, b):\n    return a - b\n"
TEST = "import shop\n\n\ndef test_total():\n    assert shop.total(1, 2) == 3\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tmp_path / "shop"


@pytest.fixture
def bisect(command: Command, shop: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("TMPDIR", str(shop.parent))

    def run(*words: str) -> Answer:
        monkeypatch.chdir(shop)
        return command("bisect", *words, "--offline")

    return run


def seen(answer: Answer) -> dict[str, str]:
    return {one["subject"]: one["seen"] for one in answer.json["tested"]}


def test_the_commit_and_the_line(bisect: Command, shop: Path) -> None:
    good = start(shop, {"shop.py": GOOD, "test_shop.py": TEST}, TESTS)
    commit(shop, "Notes", {"notes.txt": "1"})
    culprit = commit(shop, "Subtract instead", {"shop.py": BAD, "more.txt": ""})
    commit(shop, "More notes", {"notes.txt": "2"})
    commit(shop, "Even more", {"notes.txt": "3"})
    answer = bisect(good, "HEAD", "-j", "test", "--format", "json")
    found = answer.json
    Draft202012Validator(bisect_v1.schema()).validate(found)
    assert (answer.code, found["answer"], found["culprit"]["commit"]) == (0, "found", culprit)
    assert (found["culprit"]["subject"], found["culprit"]["author"]) == (
        "Subtract instead",
        "ada@example.org",
    )
    assert found["culprit"]["files"] == ["more.txt", "shop.py"]
    assert found["culprit"]["date"].startswith("20")
    assert [(e["path"], e["line"], e["text"]) for e in found["culprit"]["evidence"]] == [
        ("shop.py", 2, "return a - b")
    ]
    assert [e["text"] for e in found["culprit"]["removed"]] == ["return a + b"]
    assert found["cause"]["rule"] == "test-failed"
    assert len(found["tested"]) == 4
    again = bisect(good, "HEAD", "-j", "test")
    assert f"{culprit[:12]} turned it red: Subtract instead" in again.out
    assert "known from an earlier search" in again.out
    assert "shop.py:2" in again.out
    page = bisect(good, "-j", "test", "--format", "markdown", "-q")
    assert "+ return a - b" in page.out


def test_what_cannot_be_judged_is_skipped(bisect: Command, shop: Path) -> None:
    """A workflow that cannot be loaded, a job that is red for another reason: the culprit is told all the same."""
    good = start(shop, {"shop.py": GOOD, "test_shop.py": TEST}, TESTS)
    commit(shop, "Break the workflow", {CI: "on: [push\n"})
    commit(shop, "Mend it", {CI: workflow(TESTS)})
    commit(shop, "Name an unknown tool", {CI: workflow("no-such-tool-here", TESTS)})
    commit(shop, "Without it", {CI: workflow(TESTS)})
    culprit = commit(shop, "Subtract", {"shop.py": BAD})
    commit(shop, "Notes", {"notes.txt": "1"})
    answer = bisect(good, "--format", "json")
    assert (answer.json["answer"], answer.json["culprit"]["commit"]) == ("found", culprit)
    assert "bad" in seen(answer).values()
    assert seen(answer)["Without it"] == "good"


def test_a_range_where_nobody_can_tell(bisect: Command, shop: Path) -> None:
    good = start(shop, {"shop.py": GOOD, "test_shop.py": TEST}, TESTS)
    first = commit(shop, "Break the workflow", {CI: "on: [push\n"})
    second = commit(shop, "Subtract", {"shop.py": BAD})
    third = commit(shop, "Mend it", {CI: workflow(TESTS)})
    answer = bisect(good, "--format", "json")
    assert (answer.code, answer.json["answer"], answer.json["culprit"]) == (1, "undecided", None)
    assert {one["commit"] for one in answer.json["left"]} == {first, second, third}
    assert "cannot be judged" in answer.json["reason"]
    assert "undecided: it is one of 3 commits" in bisect(good).out


@pytest.mark.parametrize("first_parent", [False, True])
def test_a_merge(bisect: Command, shop: Path, first_parent: bool) -> None:
    """The culprit lies on a side branch; with --first-parent the merge that brought it is named."""
    good = start(shop, {"shop.py": GOOD, "test_shop.py": TEST}, TESTS)
    git(shop, "switch", "-q", "-c", "side")
    culprit = commit(shop, "Subtract", {"shop.py": BAD})
    commit(shop, "More on the side", {"side.txt": "1"})
    git(shop, "switch", "-q", "main")
    commit(shop, "Notes", {"notes.txt": "1"})
    git(shop, "merge", "-q", "--no-ff", "-m", "Bring it", "side")
    merge = git(shop, "rev-parse", "HEAD")
    commit(shop, "After", {"notes.txt": "2"})
    answer = bisect(good, "--format", "json", *(["--first-parent"] if first_parent else []))
    found = answer.json["culprit"]
    assert found["commit"] == (merge if first_parent else culprit)
    assert "shop.py" in found["files"]
    assert found["evidence"][0]["path"] == "shop.py"


def test_a_good_commit_on_another_branch(bisect: Command, shop: Path) -> None:
    start(shop, {"shop.py": BAD, "test_shop.py": TEST}, TESTS)
    git(shop, "switch", "-q", "-c", "mended")
    commit(shop, "Mend", {"shop.py": GOOD})
    git(shop, "switch", "-q", "main")
    commit(shop, "Notes", {"notes.txt": "1"})
    answer = bisect("mended", "--format", "json")
    assert (answer.code, answer.json["answer"]) == (1, "older")


def test_ends_that_are_not_what_they_should_be(bisect: Command, shop: Path) -> None:
    good = start(shop, {"shop.py": GOOD, "test_shop.py": TEST}, TESTS)
    red = commit(shop, "Subtract", {"shop.py": BAD})
    later = commit(shop, "Notes", {"notes.txt": "1"})
    assert bisect(red, later, "--format", "json").json["answer"] == "not green"
    mended = commit(shop, "Mend", {"shop.py": GOOD})
    assert bisect(good, mended, "--format", "json").json["answer"] == "not red"
    assert bisect(good, later, "--expect", "disk-full", "--format", "json").json["answer"] == "not red"


def test_when_the_time_is_up_the_range_is_told(bisect: Command, shop: Path) -> None:
    good = start(shop, {"shop.py": GOOD, "test_shop.py": TEST}, TESTS)
    slow = commit(shop, "Sleep", {CI: workflow("sleep 60 & trap 'exit 1' INT; echo ready; wait")})
    bad = commit(shop, "Subtract", {"shop.py": BAD, CI: workflow(TESTS)})
    found = bisect(good, "--budget", "8s", "-q", "--format", "json").json
    assert found["answer"] == "time used up"
    assert [one["commit"] for one in found["left"]] == [bad, slow]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("HEAD", "HEAD"), "are the same"),
        (("HEAD", "HEAD~1"), "the good commit comes first"),
        (("gone",), "there is no commit gone"),
        (("HEAD~1", "--budget", "x"), "is no duration"),
    ],
)
def test_wrong_usage(bisect: Command, shop: Path, words: tuple[str, ...], sentence: str) -> None:
    start(shop, {"shop.py": GOOD}, TESTS)
    commit(shop, "Second", {"a": "b"})
    answer = bisect(*words)
    assert (answer.code, sentence in answer.err) == (2, True)
