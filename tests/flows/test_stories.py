"""What made real projects red, one defect a repository: seen before the push, named from the run, fixed, green."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.command import Answer, Command, git, repository
from support.jobs import commit
from support.stories import Story, all_stories

_PLACE = re.compile(r"(?P<rule>\S+) in (?P<path>\S+) line (?P<line>\d+)")


@pytest.mark.parametrize("story", all_stories(), ids=lambda story: story.name)
def test_story(story: Story, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = tmp_path / "shop"
    repository(shop, story.first or story.files)
    if story.first:
        git(shop, "rm", "-q", "-r", ".")
        commit(shop, "Tidy up", story.files)
    write(shop, story.untracked)
    write(tmp_path, story.logs)
    monkeypatch.chdir(shop)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    rule = ""
    for kind, words in story.steps:
        if kind == "check":
            found = _PLACE.fullmatch(words)
            assert found, words
            rule = found["rule"]
            assert (found["path"], int(found["line"])) in places(command("check", "--format", "json"), rule)
        elif kind == "diagnose":
            assert words in command("diagnose", *map(str, logs(tmp_path, story)), "--format", "json").rules
        elif kind == "run":
            outcome, _, cause = words.partition(", ")
            answer = command("run", "--offline", "--format", "json", "-q")
            assert answer.json["outcome"] == outcome, answer.out
            assert not cause or cause in answer.rules
        else:
            unsafe = ["--unsafe"] if words == "unsafe" else []
            answer = command("fix", "--only", rule, *unsafe)
            assert answer.code == 0, answer.out
            assert {name: (shop / name).read_text() for name in story.fixed} == story.fixed
            commit(shop, "Mend it", {})
            assert not places(command("check", "--format", "json"), rule)


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def logs(folder: Path, story: Story) -> list[Path]:
    return [folder / name for name in story.logs]


def places(answer: Answer, rule: str) -> set[tuple[str, int]]:
    """Where the findings of a rule have their evidence."""
    return {
        (piece["path"], piece["line"])
        for finding in answer.json["findings"]
        if finding["rule"] == rule
        for piece in finding["evidence"]
        if "path" in piece
    }
