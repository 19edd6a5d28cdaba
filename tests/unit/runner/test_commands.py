from __future__ import annotations

import pytest

from regreen.runner.commands import Command, parse_command


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("::error::broken", Command("error", {}, "broken")),
        (
            "  ::warning file=a.py,line=3,title=x%2Cy%3Az::50%25%0Adone",
            Command("warning", {"file": "a.py", "line": "3", "title": "x,y:z"}, "50%\ndone"),
        ),
        ("::set-output name=v::a=b::c", Command("set-output", {"name": "v"}, "a=b::c")),
        ("::GROUP::Title", Command("group", {}, "Title")),
        ("::notice file=,line=1::x", Command("notice", {"line": "1"}, "x")),
        ("text ##[error]broken%5D", Command("error", {}, "broken]")),
        ("##[set-output name=v;other=1]x", Command("set-output", {"name": "v", "other": "1"}, "x")),
    ],
)
def test_commands(line: str, command: Command) -> None:
    assert parse_command(line) == command


@pytest.mark.parametrize(
    "line", ["text ::error::no", "::unknown::x", "::error", "##[unknown]x", "std::vector::at"]
)
def test_what_is_none(line: str) -> None:
    assert parse_command(line) is None


def test_a_token_is_a_command_while_commands_are_stopped() -> None:
    assert parse_command("::t0ken::", frozenset({"t0ken"})) == Command("t0ken")
