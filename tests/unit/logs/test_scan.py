"""Both engines find what a plain search finds."""

from __future__ import annotations

import importlib.util

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.logs import scan as module
from regreen.logs import text as texts
from regreen.logs import vocabulary
from regreen.logs.scan import Engine, Hyperscan, scan
from regreen.logs.text import LogText
from regreen.logs.vocabulary import Vocabulary

ENGINES = [
    Vocabulary,
    pytest.param(
        Hyperscan,
        marks=pytest.mark.skipif(
            not importlib.util.find_spec("hyperscan"), reason="hyperscan is not installed"
        ),
    ),
]
PARTS = [
    "error",
    "rror",
    " ",
    ":",
    "E",
    "1",
    "07",
    "404",
    ".py",
    "/",
    "ä",
    "\x1b[31m",
    "not found",
    "a",
    "=",
    "[",
    "(",
    "-",
]
LITERALS = st.lists(
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("".join),
    min_size=1,
    max_size=12,
    unique=True,
)
TEXTS = st.lists(st.sampled_from([*PARTS, "\n", "\n", "\r", "\t"]), max_size=80).map("".join)


def naive(data: bytes, needles: tuple[bytes, ...]) -> list[list[int]]:
    """Starts of the lines that hold each needle."""
    found: list[list[int]] = [[] for _ in needles]
    at = 0
    for line in data.split(b"\n"):
        for i, needle in enumerate(needles):
            if needle in line:
                found[i].append(at)
        at += len(line) + 1
    return found


def found(engine: Engine, data: bytes) -> list[list[int]]:
    return [list(starts) for starts in engine.find(data)]


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=150, deadline=None)
@given(text=TEXTS, literals=LITERALS)
def test_an_engine_finds_what_a_plain_search_finds(
    engine: type[Engine], text: str, literals: list[str]
) -> None:
    needles = tuple(literal.encode() for literal in literals)
    assert found(engine(needles), text.encode()) == naive(text.encode(), needles)  # type: ignore[call-arg]


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(max_size=200),
    needles=st.lists(st.binary(min_size=1, max_size=3), min_size=1, max_size=5, unique=True),
)
def test_random_bytes(engine: type[Engine], data: bytes, needles: list[bytes]) -> None:
    literals = tuple(needle for needle in needles if b"\n" not in needle)
    if literals:
        assert found(engine(literals), data) == naive(data, literals)  # type: ignore[call-arg]


@settings(max_examples=60)
@given(TEXTS, TEXTS, LITERALS)
def test_what_was_learnt_from_one_piece_holds_for_the_next(one: str, two: str, literals: list[str]) -> None:
    needles = tuple(literal.encode() for literal in literals)
    engine = Vocabulary(needles)
    for data in (one.encode(), two.encode(), one.encode()):
        assert found(engine, data) == naive(data, needles)


def test_a_vocabulary_forgets_and_still_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "REMEMBERED", 200)
    monkeypatch.setattr(vocabulary, "PIECE", 64)
    data = b"".join(b"line %d error %x\n" % (i % 7, i * 7919) for i in range(300))
    assert found(Vocabulary((b"error", b"line 3")), data) == naive(data, (b"error", b"line 3"))


@pytest.mark.parametrize("fast", [False, True])
def test_a_log_is_scanned_in_pieces(monkeypatch: pytest.MonkeyPatch, fast: bool) -> None:
    monkeypatch.setattr(texts, "CHUNK", 50)
    monkeypatch.setattr(module, "FAST_FROM", 0 if fast else 1 << 40)
    data = b"".join(b"step %d ok\n" % i if i % 5 else b"step %d failed: why\n" % i for i in range(100))
    hits = scan(LogText("x", data), ["failed", "step 1", "absent"])
    expected = naive(data, (b"failed", b"step 1", b"absent"))
    assert list(hits) == sorted((at, i) for i, starts in enumerate(expected) for at in starts)
    assert hits.lines(1) == expected[0]


def test_of_too_many_hits_the_first_and_the_last_are_kept() -> None:
    data = b"error\n" * 1000
    assert [at // 6 for at, _ in scan(LogText("x", data), ["error"], keep=3)] == [0, 1, 2, 997, 998, 999]


def test_of_a_line_longer_than_a_piece_only_the_beginning_is_searched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(texts, "CHUNK", 64)
    data = b"error " + b"x" * 500 + b" failed\nfailed\n"
    assert list(scan(LogText("x", data), ["error", "failed"])) == [(0, 0), (data.rindex(b"failed"), 1)]
