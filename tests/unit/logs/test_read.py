"""A whole log read: numbers are those of the file as it was given, whatever it looks like."""

from __future__ import annotations

import time

import pytest

from regreen.logs.read import output_lines, read
from regreen.logs.signal import ExitCode, TestFailure
from regreen.model.run import Outcome
from support.ci_logs import job, raw, step, tab

FAILED = "FAILED tests/test_a.py::test_b - ValueError: no"
LINES = job(step("pytest", ["..F", FAILED, "1 failed in 0.1s"], code=1))
AT = LINES.index(FAILED) + 1


@pytest.mark.parametrize(
    "data",
    [
        raw(LINES),
        raw(LINES, bom="\ufeff"),
        raw(LINES).replace(b"\n", b"\r\n"),
        raw(LINES).replace(b"\n", b"\r\r\n"),
        raw(LINES).replace(b"\n", b"\r"),
        raw(LINES).decode().encode("utf-16"),
        raw(LINES).decode().replace("\n", "\r\n").encode("utf-16-le"),
        raw(LINES).replace(b"\x1b", b"^["),
        raw(LINES).replace(b"\x1b[36;1m", b"").replace(b"\x1b[0m", b""),
        raw(LINES).replace(b"..F", b"10 %\r20 %\r..F"),
        tab("unit", "Run tests", LINES).encode(),
        tab("unit", "UNKNOWN STEP", LINES, bom="´╗┐").encode("utf-16"),
        tab("unit (3.12)", "Run tests", LINES, between="    ").encode(),
        "\n".join(LINES).encode(),
    ],
    ids=["raw", "bom", "crlf", "crcrlf", "cr", "utf16", "utf16le", "caret", "colourless", "progress", "tab", "unknown",
         "blanks", "bare"],
)  # fmt: skip
def test_a_failure_has_the_line_of_the_file(data: bytes) -> None:
    reading = read("x.log", data)
    failures = [signal for signal in reading.signals if isinstance(signal, TestFailure)]
    assert [(failure.line.number, failure.line.text) for failure in failures] == [(AT, FAILED)]
    codes = [signal for signal in reading.signals if isinstance(signal, ExitCode)]
    assert [code.line.number for code in codes] == [AT + 2]
    place = reading.step_index(AT)
    assert reading.split.steps[place][1].outcome is Outcome.FAILURE


def test_the_lines_that_were_asked_for() -> None:
    reading = read("x.log", raw(LINES), literals=["1 failed in", "absent"])
    assert {key: [line.number for line in lines] for key, lines in reading.said.items()} == {
        "1 failed in": [AT + 1]
    }


def test_the_last_words_of_a_step() -> None:
    reading = read("x.log", raw(LINES))
    index = reading.step_index(AT)
    assert [line.text for line in reading.output(index)] == ["..F", FAILED, "1 failed in 0.1s", LINES[AT + 1]]
    assert [line.number for line in reading.output(index, 2)] == [AT + 1, AT + 2]


def test_the_visible_lines_of_a_log() -> None:
    assert list(output_lines("x", tab("unit", "Run", ["\x1b[1mone\x1b[0m", "", "two"]).encode())) == [
        "one",
        "",
        "two",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"x" * (64 << 20),
        b"error: FAILED " * (4 << 20),
        b"error: " + b"y" * (32 << 20) + b"\n" + FAILED.encode() + b"\n",
        b"\r" * (8 << 20),
        b"a\n" * 1_000_000,
        b"##[group]Run x\n" * 30_000,
        b"  shell: bash {0}\n" * 30_000,
        b"Traceback (most recent call last)\n" * 10_000,
    ],
    ids=[
        "one-line",
        "one-line-of-anchors",
        "long-then-short",
        "returns",
        "million",
        "groups",
        "shells",
        "tracebacks",
    ],
)
def test_no_log_takes_forever(data: bytes) -> None:
    start = time.process_time()
    reading = read("x.log", data)
    assert reading.split.steps
    assert time.process_time() - start < 10
