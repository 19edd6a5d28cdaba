"""Secrets: dotenv files, the environment, a terminal; never the command line."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regreen.cli.secrets import parse_dotenv, read_secrets
from regreen.model.errors import InputError


def test_dotenv() -> None:
    text = (
        '# first\nA=1\nexport B = two words # said\nC=\'as $it # is\'\nD="a\\nb \\"c\\""\nE="over\nlines"\n\n'
        "F=\nG=a#b\r\nH='multi\nline'  # end\n"
    )
    assert parse_dotenv(".env", text) == {
        "A": "1", "B": "two words", "C": "as $it # is", "D": 'a\nb "c"', "E": "over\nlines", "F": "", "G": "a#b",
        "H": "multi\nline",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("A=1\nnonsense\n", ".env line 2 is not NAME=VALUE"),
        ("=x", ".env line 1 is not NAME=VALUE"),
        ("A='x\n", ".env line 1 has a quote that is never closed"),
    ],
)
def test_what_is_no_dotenv(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        parse_dotenv(".env", text)


@given(st.dictionaries(st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True), st.text(max_size=30)))
def test_whatever_is_quoted_comes_back(values: dict[str, str]) -> None:
    values = {name: value.replace("\r", "") for name, value in values.items()}
    escaped = {name: value.replace("\\", "\\\\").replace('"', '\\"') for name, value in values.items()}
    text = "".join(f'{name}="{value}"\n' for name, value in escaped.items())
    assert parse_dotenv(".env", text) == values


def test_files_then_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.env").write_text("ONE=1\nTWO=2\n")
    monkeypatch.setenv("TWO", "from the environment")
    assert read_secrets([str(tmp_path / "a.env")], ["TWO"]) == {"ONE": "1", "TWO": "from the environment"}
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_secrets([str(tmp_path / "gone.env")], [])


def test_a_value_on_the_command_line_is_refused() -> None:
    with pytest.raises(InputError, match="--secret KEY=… would show the value to everybody") as refused:
        read_secrets([], ["KEY=hunter2"])
    assert "hunter2" not in str(refused.value)
    with pytest.raises(InputError, match="is not the name of a secret"):
        read_secrets([], ["a b"])


def test_nobody_to_ask(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SOME_KEY", raising=False)
    with (tmp_path / "in").open("w+") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        with pytest.raises(InputError, match="there is no terminal to ask for the secret SOME_KEY"):
            read_secrets([], ["SOME_KEY"])


ASK = "from regreen.cli.secrets import read_secrets; print(len(read_secrets([], ['SOME_KEY'])['SOME_KEY']))"


def test_a_person_is_asked_without_an_echo() -> None:
    pid, terminal = pty.fork()
    if not pid:
        os.environ.pop("SOME_KEY", None)
        os.execv(sys.executable, [sys.executable, "-c", ASK])
    said = b""
    while b"SOME_KEY: " not in said:
        said += os.read(terminal, 1000)
    os.write(terminal, b"hunter2\n")
    try:
        while piece := os.read(terminal, 1000):
            said += piece
    except OSError:
        pass
    os.waitpid(pid, 0)
    os.close(terminal)
    assert b"hunter2" not in said
    assert said.split() == [b"SOME_KEY:", b"7"]
