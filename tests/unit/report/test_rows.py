from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from regreen.report.rows import painted, plain, wrapped


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [""]),
        ("one two three", ["one two", "three"]),
        ("one  two   ", ["one  two"]),
        ("0123456789ABC d", ["0123456789", "ABC d"]),
        ("a 0123456789ABC", ["a", "0123456789", "ABC"]),
        ("日本語テスト", ["日本語テス", "ト"]),
        ("a\tb", ["a   b"]),
        ("a\n\nb\n", ["a", "", "b", ""]),
        ("a\rb\x0cc", ["abc"]),
    ],
)
def test_rows(text: str, rows: list[str]) -> None:
    assert [plain(row) for row in wrapped([(text, "")], 10)] == rows


def test_styles_go_with_their_words() -> None:
    rows = list(wrapped([("left ", "bold green"), ("over there", "dim")], 9))
    assert rows == [[("left ", "bold green"), ("over", "dim")], [("there", "dim")]]
    assert painted(rows[0]) == "\x1b[1;32mleft \x1b[0m\x1b[2mover\x1b[0m"
    assert painted([("x", ""), ("", "dim")]) == "x"


@given(st.text(max_size=80), st.integers(min_value=4, max_value=30))
def test_no_row_is_too_long_and_no_word_is_lost(text: str, width: int) -> None:
    rows = [plain(row) for row in wrapped([(text, "dim")], width)]
    assert all(cell_len(row) <= width for row in rows)
    kept = "".join(character for character in text if character not in "\a\b\v\f\r")
    assert "".join("".join(rows).split()) == "".join(kept.split())
