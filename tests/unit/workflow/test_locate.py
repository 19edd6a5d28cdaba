from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.text import Source
from regreen.workflow.locate import offset_in, span_in
from regreen.workflow.nodes import Scalar, lookup
from regreen.workflow.parse import YamlProblem, parse_yaml


def value_of(text: str) -> tuple[Source, Scalar]:
    source = Source("a.yml", text)
    node = parse_yaml(source)
    assert not isinstance(node, YamlProblem)
    found = lookup(node, "a")
    assert isinstance(found, Scalar)
    return source, found


@pytest.mark.parametrize(
    "text",
    [
        "a: x TARGET y",
        "a: 'it''s TARGET'",
        'a: "\\"\\u00e9\\x41 TARGET"',
        "a: |\n    one\n\n      TARGET\n",
        "a: >-\n  one\n  two TARGET\n  three\n",
        "a: two\n   lines TARGET\n",
        'a: "one \\\n   TARGET"',
        "\ufeffa: |\r\n  🚀 TARGET\r\n",
    ],
)
def test_a_word_is_found_where_it_stands(text: str) -> None:
    source, node = value_of(text)
    index = node.text.index("TARGET")
    assert offset_in(source, node, index) == text.index("TARGET")
    span = span_in(source, node, index, index + 6)
    assert text[span.start : span.end] == "TARGET"


def test_the_end_of_a_text_lies_within_its_span() -> None:
    source, node = value_of("a: 'x  '")
    assert offset_in(source, node, 3) == 5


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab'\"\\: #é\n"), max_size=30), st.sampled_from(["'", '"', "|", ">", None]))
def test_letters_are_found_in_every_style(text: str, style: str | None) -> None:
    source, node = value_of(yaml.dump({"a": text}, default_style=style, allow_unicode=True, width=20))
    for index, char in enumerate(node.text):
        if char in "ab":
            assert source.text[offset_in(source, node, index)] == char
