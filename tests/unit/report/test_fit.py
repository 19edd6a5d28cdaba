from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.report.fit import fitted

PIECES = st.lists(
    st.lists(st.integers(0, 30), min_size=1, max_size=4).map(
        lambda sizes: ["x" * size for size in sorted(sizes, reverse=True)]
    ),
    max_size=8,
)


def test_all_stays_where_there_is_room() -> None:
    assert fitted([["long", "s"], ["other", ""]], 9) == ["long", "other"]


def test_the_last_piece_folds_first() -> None:
    assert fitted([["long", "s"], ["long", "s"]], 5) == ["long", "s"]


def test_all_take_a_step_before_any_takes_the_next() -> None:
    assert fitted([["aaaa", "aa", ""], ["bbbb", "bb", ""]], 4) == ["aa", "bb"]


def test_what_never_fits_is_left_out() -> None:
    assert fitted([["aaa"], ["bbb"], ["ccc"]], 7) == ["aaa", "bbb"]


@settings(max_examples=100, deadline=None)
@given(PIECES, st.integers(0, 150))
def test_the_limit_holds(pieces: list[list[str]], limit: int) -> None:
    found = fitted(pieces, limit)
    assert sum(map(len, found)) <= limit
    assert all(text in versions for text, versions in zip(found, pieces, strict=False))
