"""Prefixes, marks, colours and controls: what a person reads in a line, in every spelling that was seen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.logs.clean import Layout, clean, detect, split_prefix, visible
from support.ci_logs import raw, stamp, tab

TEXT = "##[error]Process completed with exit code 1."
# A byte order mark, decoded with code pages 850 and 437, with one that knows none of it, and with GBK (which takes
# the first digit of the year with it).
MARKS = ["", "\ufeff", "´╗┐", "∩╗┐", "???", "ï»¿"]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_before_the_time_stamp(mark: str) -> None:
    line = f"{mark}{stamp(7)} {TEXT}".encode()
    assert clean(line, Layout.RAW) == TEXT


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(("between", "layout"), [("\t", Layout.TAB), ("    ", Layout.BLANKS)])
def test_a_mark_in_the_middle_of_a_line(mark: str, between: str, layout: Layout) -> None:
    line = f"unit (3.12){between}Run tests{between}{mark}{stamp(7)} {TEXT}".encode()
    assert split_prefix(line, layout)[:2] == ("unit (3.12)", "Run tests")
    assert clean(line, layout) == TEXT


@pytest.mark.parametrize("before", ["", "unit\tRun tests\t"])
def test_a_mark_that_swallowed_the_first_digit_of_the_year(before: str) -> None:
    line = f"{before}锘?{stamp(7)[1:]} {TEXT}".encode()
    assert clean(line, Layout.TAB if before else Layout.RAW) == TEXT


@pytest.mark.parametrize(
    "written",
    [
        "\x1b[1m\x1b[31mFAILED\x1b[0m tests/test_a.py",
        "^[[1m^[[31mFAILED^[[0m tests/test_a.py",
        "␛[1m␛[31mFAILED␛[0m tests/test_a.py",
        "\ufffd[1m\ufffd[31mFAILED\ufffd[0m tests/test_a.py",
        "[1m[31mFAILED[0m tests/test_a.py",
        "\x1b[38;5;196mFAILED\x1b[39;49m tests/test_a.py",
        "\x1b]8;;https://example.org\x1b\\FAILED\x1b]8;;\x1b\\ tests/test_a.py",
        "\x1b]0;title\x07\x1b(B\x1b[KFAILED tests/test_a.py\x1b[K",
        "FAILED\u200b tests/test_a.py\u202e",
        " 10 %\r 60 %\rFAILED tests/test_a.py\r\r",
        "FAILED tests/test_a.py\r",
        "FAILED tests/test_a.py   \r   ",
    ],
)
def test_colours_and_progress_are_gone(written: str) -> None:
    assert clean(written.encode(), Layout.PLAIN) == "FAILED tests/test_a.py"


@pytest.mark.parametrize(
    "text", ["tests/test_a.py::test_rate[5m]", "test_scale[1m]", "x = items[0]", "[36 of 40]"]
)
def test_brackets_that_are_no_colours_stay(text: str) -> None:
    assert visible(text) == text


def test_bytes_that_are_no_utf8_are_shown_as_such() -> None:
    assert clean(b"caf\xe9 failed", Layout.PLAIN) == "caf\ufffd failed"


def test_gitlab_puts_a_stream_behind_its_time_stamp() -> None:
    stamped = [f"2025-03-04T05:06:0{i}.000001Z 0{i % 2}O" for i in range(4)]
    lines = [
        f"{stamped[0]} $ pytest",
        f"{stamped[1]}+more",
        f"{stamped[2]} ",
        f"{stamped[3]} ERROR: Job failed",
    ]
    assert detect("\n".join(lines).encode()) is Layout.RAW
    assert [clean(line.encode(), Layout.RAW) for line in lines] == [
        "$ pytest",
        "more",
        "",
        "ERROR: Job failed",
    ]


def test_layouts_are_told_apart() -> None:
    lines = ["one", "", "two", "three"]
    assert detect(raw(lines)) is Layout.RAW
    assert detect(tab("unit", "Run tests", lines).encode()) is Layout.TAB
    assert detect(tab("unit", "UNKNOWN STEP", lines).encode()) is Layout.TAB
    assert detect(tab("unit (3.12)", "Run tests", lines, between="    ").encode()) is Layout.BLANKS
    assert detect("\n".join(lines).encode()) is Layout.PLAIN
    assert detect(b"") is Layout.PLAIN


def test_a_table_of_values_is_no_layout() -> None:
    assert detect(b"name\tcount\ttotal\n" * 20) is Layout.PLAIN


@pytest.mark.parametrize("layout", [Layout.RAW, Layout.TAB, Layout.BLANKS])
def test_a_line_without_time_stamp_stays_whole(layout: Layout) -> None:
    assert clean(b"  help: add a blank line", layout) == "  help: add a blank line"


def test_a_tab_line_without_time_stamp_loses_its_names() -> None:
    assert clean(b"lint\tUNKNOWN STEP\t  help: add a blank line", Layout.TAB) == "  help: add a blank line"


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            ["\x1b", "[", "31", "m", "]", "8;;", "\x07", "^[", "\x9b", "␛", "\r", "\x00", "é", "\u202e", "a"]
        ),
        max_size=25,
    ).map("".join)
    | st.text(max_size=40)
)
def test_nothing_that_acts_on_a_terminal_survives(text: str) -> None:
    shown = visible(text)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Zl", "Zp") and c != "\t" and c != "\n"]
    assert not set(shown) & set("\x1b\x9b\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200f\ufeff")


@settings(max_examples=200)
@given(st.binary(max_size=60), st.sampled_from(list(Layout)))
def test_any_bytes_can_be_cleaned(data: bytes, layout: Layout) -> None:
    assert "\x1b" not in clean(data.replace(b"\n", b""), layout)
