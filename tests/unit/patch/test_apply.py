from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source, Span
from regreen.patch.apply import apply, apply_all


def edit(path: str, start: int, old: str, new: str) -> Edit:
    return Edit(Span(path, start, start + len(old)), old, new)


def test_edits_apply_in_any_order() -> None:
    source = Source("a.txt", "one two three")
    edits = [edit("a.txt", 8, "three", "3"), edit("a.txt", 0, "one", "1")]
    assert apply(source, edits).text == "1 two 3"


def test_insertions_at_one_place_keep_their_order_and_the_same_edit_counts_once() -> None:
    source = Source("a.txt", "x")
    first, second = edit("a.txt", 1, "", "A"), edit("a.txt", 1, "", "B")
    assert apply(source, [first, second, first]).text == "xAB"


def test_of_insertions_at_one_place_lines_stand_around_words() -> None:
    source = Source("a.txt", "import a\nx")
    below, word = edit("a.txt", 8, "", "\nimport c"), edit("a.txt", 8, "", ", b")
    above, start = edit("a.txt", 9, "", "import d\n"), edit("a.txt", 9, "", "y = ")
    assert apply(source, [below, word, start, above]).text == "import a, b\nimport c\nimport d\ny = x"


def test_an_insertion_may_touch_a_replacement() -> None:
    source = Source("a.txt", "abc")
    edits = [edit("a.txt", 1, "b", "B"), edit("a.txt", 1, "", "<"), edit("a.txt", 2, "", ">")]
    assert apply(source, edits).text == "a<B>c"


def test_overlap_is_refused_with_its_place() -> None:
    source = Source("a.txt", "one\ntwo")
    with pytest.raises(PatchError, match=r"a\.txt:2:2: two edits overlap"):
        apply(source, [edit("a.txt", 4, "two", "x"), edit("a.txt", 5, "w", "y")])


@pytest.mark.parametrize("start, old", [(0, "two"), (4, "two\n"), (90, "x"), (90, "")])
def test_moved_anchor_is_refused(start: int, old: str) -> None:
    with pytest.raises(PatchError, match=r"a\.txt:"):
        apply(Source("a.txt", "one\ntwo"), [edit("a.txt", start, old, "x")])


def test_edit_of_another_file_is_refused() -> None:
    with pytest.raises(PatchError, match=r"b\.txt"):
        apply(Source("a.txt", "x"), [edit("b.txt", 0, "x", "y")])


def test_all_files_or_none() -> None:
    sources = {"a": Source("a", "1"), "b": Source("b", "2")}
    good = [edit("a", 0, "1", "one"), edit("new", 0, "", "fresh\n")]
    assert {path: source.text for path, source in apply_all(sources, good).items()} == {
        "a": "one",
        "new": "fresh\n",
    }
    with pytest.raises(PatchError):
        apply_all(sources, [*good, edit("b", 0, "3", "x")])


@settings(max_examples=100)
@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5), st.booleans()), max_size=8), st.randoms())
def test_pieces_replaced_are_exactly_the_pieces_named(
    pieces: list[tuple[str, str, bool]], random: object
) -> None:
    text, expected, edits = "", "", []
    for old, new, replaced in pieces:
        if replaced and (old or new):
            edits.append(edit("f", len(text), old, new))
        expected += new if replaced else old
        text += old
    if len(edits) == len(set(edits)):
        assert apply(Source("f", text), edits).text == expected
