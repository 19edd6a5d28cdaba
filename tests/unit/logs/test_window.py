"""Looking around from a line, within its part of the step."""

from __future__ import annotations

from regreen.logs.clean import Layout
from regreen.logs.text import LogText
from regreen.logs.window import Section, Window
from regreen.model.run import Part

LOG = b"before\none\ntwo\n##[debug]noise\nthree\nfour\nafter\n"


def window(at: bytes, log: bytes = LOG) -> Window:
    section = Section("unit", "Run x", Part.OUTPUT, log.index(b"one"), log.index(b"after"), 3)
    return Window(LogText("x.log", log), Layout.PLAIN, section, log.index(at))


def test_the_line_itself() -> None:
    line = window(b"ree").line
    assert (line.file, line.number, line.text, line.job, line.step, line.part) == (
        "x.log", 5, "three", "unit", "Run x", Part.OUTPUT,
    )  # fmt: skip


def test_neighbours_end_with_the_section_and_leave_debug_lines_out() -> None:
    assert [(line.number, line.text) for line in window(b"one").after()] == [
        (3, "two"),
        (5, "three"),
        (6, "four"),
    ]
    assert [(line.number, line.text) for line in window(b"four").before()] == [
        (5, "three"),
        (3, "two"),
        (2, "one"),
    ]
    assert list(window(b"four").after()) == []
    assert list(window(b"one").before()) == []


def test_limits_count_lines_of_the_log() -> None:
    assert [line.text for line in window(b"one").after(2)] == ["two"]
    assert [line.text for line in window(b"four").before(1)] == ["three"]


def test_a_line_is_cleaned_once() -> None:
    one = window(b"one")
    assert next(iter(one.after())) is next(iter(one.after()))


def test_secrets_are_masked_and_escapes_gone() -> None:
    log = b"one\n\x1b[31mtoken=ghp_" + b"a1" * 10 + b"\x1b[0m" + b"b2" * 10 + b"\nafter\n"
    assert window(b"token", log).line.text == "token=***"


def test_the_last_line_may_have_no_end() -> None:
    log = b"one\ntwo"
    last = Window(LogText("x", log), Layout.PLAIN, Section("", "", Part.OUTPUT, 0, 7), 4)
    assert last.line.text == "two"
    assert list(last.after()) == []
