from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regreen.logs.pattern import Pattern
from regreen.logs.required import required_words


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (r"No module named '?(?P<module>[\w.]+)'?", ("No module named ",)),
        (r"^(?:a|b) has failed$", (" has failed",)),
        (r"a{2}bcdef", ("bcdef",)),
        (r"colou?r table", ("r table",)),
        (r"one|two", ("one", "two")),
        (r"one|t", ()),
        (r"^(?:one|two(?:three)?)\d", ("one", "two")),
        (r"(?:one|two)?", ()),
        (r"(?P<first>one|two) was here", (" was here",)),
        (r"[abc]def\.ghi", ("def.ghi",)),
        (r"\bwords\b", ("words",)),
        (r"x+yz", ()),
        (r"xyz+ab", ("xyz",)),
        (r"a{b", ()),
        (r"[]x]abcd", ("abcd",)),
        (r"ab(c(d|e)f)gh", ()),
        (r"(?<!x)total of \d+", ("total of ",)),
        (r"(?=lookahead)\w+", ()),
        (r"(?P<q>['a])(?P=q)quoted", ("quoted",)),
        (r"(?i)abcdef", ()),
        (r"(?i:abc)defgh", ()),
        (r"(?#comment)abc", ()),
        (r"(a)(?(1)bcd|efg)", ()),
        (r"abc)def", ()),
    ],
)
def test_words_one_of_which_every_match_holds(expression: str, words: tuple[str, ...]) -> None:
    assert required_words(expression) == words


def test_flags_switch_it_off() -> None:
    assert Pattern("abcdef", re.IGNORECASE).words == ()
    assert Pattern("abcdef", re.IGNORECASE).search("ABCDEF")


PIECES = st.lists(
    st.sampled_from(
        [
            "abc",
            "d",
            "e?",
            "f*",
            "g+",
            r"\.",
            r"\d",
            "[hi]",
            "(?:jk|l)",
            "(?P<x>mn)",
            "o{2}",
            " ",
            "p{0,1}",
            "(?:abc|jkl)",
            "(?:nop|e)?",
            "abd|efg",
            "(?=h)",
            "(?:i+j|k)+",
        ]
    ),
    max_size=8,
)


@given(PIECES, st.text("abcdefghijklmnop.0 ", max_size=30))
def test_looking_for_the_word_changes_no_answer(pieces: list[str], text: str) -> None:
    expression = "".join(pieces)
    if expression.count("(?P<x>") > 1:
        return
    for found in (text, next(iter(re.findall(r".*", text)), "")):
        assert bool(Pattern(expression).search(found)) == bool(re.search(expression, found))
        assert bool(Pattern(expression).match(found)) == bool(re.match(expression, found))


@given(st.data(), PIECES)
def test_every_match_holds_the_word(data: st.DataObject, pieces: list[str]) -> None:
    expression = "".join(pieces)
    if expression.count("(?P<x>") > 1:
        return
    text = data.draw(st.from_regex(expression, fullmatch=True))
    assert Pattern(expression).search(text)
