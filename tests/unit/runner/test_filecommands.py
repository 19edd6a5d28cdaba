from __future__ import annotations

from string import ascii_letters

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.runner.filecommands import FileCommandError, parse_pairs, parse_paths

NAMES = st.text(ascii_letters + "_-", min_size=1, max_size=8)


def test_plain_pairs_and_the_last_one_wins() -> None:
    assert parse_pairs("A=1\n\nB=x=y\r\nA=2\n") == {"A": "2", "B": "x=y"}


def test_heredocs_keep_their_lines() -> None:
    text = "A<<EOF\none\n\ntwo=2\nEOF\nB=3\nC<<X\nX\n"
    assert parse_pairs(text) == {"A": "one\n\ntwo=2", "B": "3", "C": ""}


def test_what_comes_first_decides_between_equals_and_heredoc() -> None:
    assert parse_pairs("A=b<<c\n") == {"A": "b<<c"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no pair\n", "Invalid format 'no pair'"),
        ("=x\n", "Invalid format '=x'. Name must not be empty"),
        ("<<EOF\n", "Invalid format '<<EOF'. Name must not be empty and delimiter must not be empty"),
        ("A<<EOF\nx\n", "Invalid value. Matching delimiter not found 'EOF'"),
        ("A<<EOF\nx\n EOF\n", "Invalid value. Matching delimiter not found 'EOF'"),
    ],
)
def test_refusals_in_the_words_of_the_runner(text: str, message: str) -> None:
    with pytest.raises(FileCommandError) as caught:
        parse_pairs(text)
    assert str(caught.value) == message


@settings(max_examples=60)
@given(st.dictionaries(NAMES, st.text(st.characters(exclude_characters="\r\n"), max_size=20)))
def test_heredocs_carry_any_text(pairs: dict[str, str]) -> None:
    text = "".join(
        f"{name}<<__END__\n{value}\n__END__\n" for name, value in pairs.items() if value != "__END__"
    )
    assert parse_pairs(text) == {name: value for name, value in pairs.items() if value != "__END__"}


def test_paths() -> None:
    assert parse_paths("/a\n\n/b c\r\n") == ["/a", "/b c"]
