from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from regreen.cli.main import main
from support.command import Answer, Command, environment
from support.github_server import GitHubServer


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line in this process, in an empty folder: quick, for whatever needs no process of its own."""
    home = tmp_path / "home"
    home.mkdir()
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in environment(home).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Answer:
        capsys.readouterr()
        code = main(words)
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return run


@pytest.fixture
def github() -> Iterator[GitHubServer]:
    with GitHubServer() as server:
        yield server
