"""Numbers and offsets of lines, in memory and mapped."""

from __future__ import annotations

import mmap
import tempfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.logs import text as module
from regreen.logs.text import MAX_LINE, LogText
from regreen.model.run import Line

LOGS = st.lists(st.sampled_from([b"\n", b"a", b"bc\r", b"\n\n", b"x" * 50, b"\xc3\xa4"]), max_size=60).map(
    b"".join
)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 16)
    monkeypatch.setattr(module, "CHUNK", 64)


def naive(data: bytes) -> list[tuple[int, int]]:
    """Start and end of every line."""
    found, at = [], 0
    for line in data.split(b"\n"):
        found.append((at, at + len(line)))
        at += len(line) + 1
    return found


@settings(max_examples=200)
@given(LOGS)
def test_number_and_offset_are_inverse(data: bytes) -> None:
    text = LogText("x", data)
    for number, (start, end) in enumerate(naive(data), 1):
        assert text.offset(number) == start
        for at in range(start, min(end + 1, len(data))):
            assert text.number(at) == number
            assert text.bounds(at) == (start, end)
    assert text.offset(len(naive(data)) + 1) == len(data)


@settings(max_examples=100)
@given(LOGS)
def test_forward_and_backward_are_all_lines(data: bytes) -> None:
    text = LogText("x", data)
    every = [bounds for bounds in naive(data) if bounds[0] < len(data)]
    assert list(text.forward(0, text.size)) == every
    last = naive(data)[-1][0]
    assert list(text.backward(last, 0)) == naive(data)[-2::-1]


@settings(max_examples=100)
@given(LOGS)
def test_chunks_are_whole_lines_and_of_a_long_line_its_beginning(data: bytes) -> None:
    starts = {start for start, _ in naive(data)}
    seen = 0
    for at, chunk in LogText("x", data).chunks():
        assert at in starts
        assert at >= seen
        assert chunk == data[at : at + len(chunk)]
        assert len(chunk) <= module.CHUNK
        assert b"\n" not in data[seen:at].removesuffix(b"\n")
        seen = at + len(chunk)
    assert b"\n" not in data[seen:].removesuffix(b"\n")


def test_a_mapped_log_reads_like_one_in_memory() -> None:
    data = b"".join(b"line %d\n" % i for i in range(4000))
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        mapped = LogText("x", mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    plain = LogText("x", data)
    assert list(mapped.chunks()) == list(plain.chunks())
    for number in (1, 2, 999, 3999, 4000, 4001):
        assert mapped.offset(number) == plain.offset(number)
    assert mapped.number(len(data) - 2) == plain.number(len(data) - 2) == 4000


def test_a_long_line_is_read_from_its_beginning() -> None:
    text = LogText("x", b"begin " + b"." * 3 * MAX_LINE + b" end\nnext\n")
    assert text.raw(text.bounds(0))[:6] == b"begin "
    assert len(text.raw(text.bounds(0))) == MAX_LINE


def test_of_a_long_line_that_overwrites_itself_the_end_counts() -> None:
    bar = b"".join(b"%d %%\r" % i for i in range(20_000))
    text = LogText("x", b"2025-03-04T05:06:07.0000000Z " + bar + b"ERROR: no space left\r\n")
    raw = text.raw(text.bounds(5))
    assert raw.startswith(b"2025-03-04T05:06:07.0000000Z ")
    assert raw.endswith(b"\rERROR: no space left")
    assert len(raw) <= MAX_LINE


def test_lines_that_were_read_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECENT", 10)
    text = LogText("x", b"a\n" * 100)
    for i in range(50):
        text.remember(2 * i, Line("x", i + 1, "a"))
    assert 0 < len(text.recent) <= 10
    assert text.recent[98].number == 50
