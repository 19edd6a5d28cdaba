"""Every encoding a saved log may be in gives the same lines under the same numbers."""

from __future__ import annotations

import codecs
import mmap

import pytest

from regreen.logs import decode as module
from regreen.logs.decode import decode
from regreen.logs.read import read

WORDS = "first\r\nsecond: ä ✗\r\nFAILED tests/test_a.py::test_b - ValueError: no\r\n"


def lines(data: bytes) -> list[str]:
    text = decode("x.log", data)
    return [
        bytes(text.data[start:end]).decode().strip("\r\ufeff") for start, end in text.forward(0, text.size)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_give_the_same_lines(encoding: str) -> None:
    assert lines(WORDS.encode(encoding)) == WORDS.replace("\r", "").splitlines()


def test_utf16_big_endian_with_its_mark() -> None:
    assert lines(codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be")) == WORDS.replace("\r", "").splitlines()


def test_utf16_that_was_cut_in_the_middle_of_a_character() -> None:
    assert lines(WORDS.encode("utf-16")[:-3])[:2] == ["first", "second: ä ✗"]


def test_a_signal_in_a_utf16_log_has_the_line_of_the_file() -> None:
    reading = read("x.log", WORDS.encode("utf-16"))
    assert [signal.line.number for signal in reading.signals] == [3]


def test_lone_carriage_returns_end_lines_only_where_nothing_else_does() -> None:
    assert lines(b"one\rtwo\rthree") == ["one", "two", "three"]
    assert len(lines(b"10 %\r20 %\r30 %\ndone\n")) == 2


def test_bytes_that_are_no_text_stay_one_log() -> None:
    assert decode("x", bytes(range(256)) * 40).size == 256 * 40


@pytest.mark.parametrize("size", [0, 3])
def test_what_must_be_rewritten_is_the_same_on_disk(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(module, "IN_MEMORY", size)
    text = decode("x", WORDS.encode("utf-16"))
    assert isinstance(text.data, mmap.mmap)
    assert text.data[:].decode() == "\ufeff" + WORDS
    assert decode("y", b"one\rtwo\r").data[:] == b"one\ntwo\n"


def test_pieces_meet_inside_a_character(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 3)
    assert lines(WORDS.encode("utf-16")) == WORDS.replace("\r", "").splitlines()
