"""`regreen check` for the second time: unchanged, it is not looked at again."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command import Command, git, repository

CI = ".github/workflows/ci.yml"
BAD = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    needs: nobody\n    steps:\n      - run: echo\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    repository(tmp_path / "shop", {CI: BAD})
    return tmp_path / "shop"


def test_nothing_is_looked_at_twice(command: Command, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("check", str(shop), "--format", "json")
    first = command(*words)
    assert (first.code, len(first.json["findings"])) == (1, 1)

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("it was looked at again")

    with monkeypatch.context() as patch:
        patch.setattr("regreen.cli.check.check", refused)
        assert command(*words) == first
        assert command(*words, "--changed").json["findings"] == []
        assert command(*words, "--no-cache").code == 3
    (shop / CI).write_text(BAD.replace("    needs: nobody\n", ""))
    git(shop, "add", CI)
    assert command(*words).code == 0


def test_settings_are_part_of_the_repository(command: Command, shop: Path) -> None:
    words = ("check", str(shop), "--format", "json")
    assert command(*words).code == 1
    ignore = '[[tool.regreen.ignore]]\nrule = "workflow-file-invalid"\nreason = "later"\n'
    (shop / "pyproject.toml").write_text(ignore)
    git(shop, "add", "pyproject.toml")
    assert command(*words).code == 0
    assert any("later" in note for note in command(*words).json["notes"])
