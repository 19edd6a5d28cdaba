from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.text import Source
from regreen.workflow import parse as parse_module
from regreen.workflow.nodes import Mapping, Node, Scalar, Sequence, Style, lookup, scalars
from regreen.workflow.parse import YamlProblem, parse_document, parse_yaml


def read(text: str) -> Node:
    node = parse_yaml(Source("ci.yml", text))
    assert not isinstance(node, YamlProblem), node
    return node


def refused(text: str) -> YamlProblem:
    node = parse_yaml(Source("ci.yml", text))
    assert isinstance(node, YamlProblem)
    return node


def scalar(text: str, *path: str | int) -> Scalar:
    node = lookup(read(text), *path)
    assert isinstance(node, Scalar)
    return node


def cut(text: str, node: Node) -> str:
    return text[node.span.start : node.span.end]


def test_on_is_a_string_and_the_core_schema_decides_the_rest() -> None:
    text = "on: push\nyes: 3.10\nno: True\nnull: ~\nhex: 0x10\noct: 0o10\nold: 010\ninf: .inf\nquoted: '1'\n"
    node = read(text)
    assert isinstance(node, Mapping)
    assert [(e.key.text, e.key.value) for e in node.entries][:4] == [
        ("on", "on"),
        ("yes", "yes"),
        ("no", "no"),
        ("null", None),
    ]
    values = [e.value.value for e in node.entries if isinstance(e.value, Scalar)]
    assert values == ["push", 3.1, True, None, 16, 8, 10, float("inf"), "1"]


def test_a_number_is_printed_as_github_prints_it() -> None:
    assert scalar("v: 3.10", "v").string == "3.1"
    assert scalar("v: 'x'", "v").kind == "string"
    assert scalar("v: True", "v").string == "true"
    assert scalar("v:", "v").string == ""
    assert scalar("v: " + "9" * 500, "v").value == float("inf")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: plain # no", "plain"),
        ("a: 'single ''quoted'''", "'single ''quoted'''"),
        ('a: "dou\\"ble"', '"dou\\"ble"'),
        ("a: |\n  one\n  two\n\n\n# comment\nb: 1\n", "|\n  one\n  two\n"),
        ("a: |+\n  one\n\n\nb: 1\n", "|+\n  one\n\n\n"),
        ("a: >-\n  one\n  two", ">-\n  one\n  two"),
        ("a: two\n  lines\nb: 1", "two\n  lines"),
        ("a: &anchor value\nb: *anchor", "value"),
        ("a: !!str 1\n", "1"),
        ("a: &x !!str\n  value\n", "value"),
        ("a: [x, y ] # c", "[x, y ]"),
        ("a: &list\n  - x\n  - y # c\n\n# c\nb: 1\n", "- x\n  - y"),
        ("a:\n  b: 1\n\n# c\nc: 1\n", "b: 1"),
        ("a:\nb: 1", ""),
    ],
)
def test_a_span_covers_the_value_and_nothing_else(text: str, expected: str) -> None:
    node = lookup(read(text), "a")
    assert node is not None
    assert cut(text, node) == expected


def test_spans_survive_bom_crlf_and_emoji() -> None:
    text = '\ufeffname: "🚀 \U0001f9ea"\r\njobs:\r\n  ü: [x, y-1]\r\n'
    node = read(text)
    name, job = lookup(node, "name"), lookup(node, "jobs", "ü", 1)
    assert name is not None and job is not None
    assert cut(text, name) == '"🚀 \U0001f9ea"'
    assert cut(text, job) == "y-1"


def test_an_alias_is_the_very_node_of_its_anchor() -> None:
    node = read("a: &x {b: 1}\nc: *x\n")
    assert lookup(node, "a") is lookup(node, "c")
    assert len(list(scalars(node))) == 1


def test_a_redeclared_anchor_is_followed_from_where_it_stands() -> None:
    assert scalar("a: &x 1\nb: *x\nc: &x 2\nd: *x\n", "d").value == 2


def test_merge_keys_are_carried_out_on_request() -> None:
    node = lookup(read("a: &a {x: 1, y: 1}\nb: {<<: *a, y: 2, z: 3}\n"), "b")
    assert isinstance(node, Mapping)
    assert {k: v.value for k, v in node.merged().items() if isinstance(v, Scalar)} == {"y": 2, "z": 3, "x": 1}
    assert node.get("x") is None


def test_an_empty_text_is_null() -> None:
    for text in ("", "# nothing\n", "---\n"):
        node = read(text)
        assert isinstance(node, Scalar) and node.value is None


def test_a_broken_text_says_where_and_what() -> None:
    problem = refused("a: 1\nb: x: y\n")
    assert (problem.line, problem.column) == (2, 5)
    assert "mapping values" in problem.message
    problem = refused("\ufeffa: [1\nb: 2\n")
    assert problem.context.startswith("while parsing")
    assert problem.context_offset == 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: \x00", "U+0000"),
        ("a: \udcff", "U+DCFF"),
        ("a: *x", "undefined alias *x"),
        ("a: &x [*x]", "contains itself"),
        ("a: 1\n---\nb: 1\n", "second document"),
        ("[" * 200_000, "nested deeper"),
        ("- " * 200_000, "nested deeper"),
        ("? [a]\n: b", "a key must be a scalar"),
        ("x" * (2 * 1024 * 1024 + 1), "longer than"),
    ],
)
def test_hostile_texts_are_problems(text: str, words: str) -> None:
    assert words in refused(text).message


def test_a_bomb_of_aliases_is_defused() -> None:
    lines = ["a0: &a0 [" + ", ".join("x" * 10) + "]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 30)]
    assert "nodes" in refused("\n".join(lines)).message


def test_a_document_keeps_the_rest_when_an_alias_is_broken() -> None:
    document = parse_document(Source("a.yml", "a: &used 1\nb: *used\nc: &idle 2\nd: *nowhere\n"))
    assert [p.line for p in document.problems] == [4]
    assert [(a.name, a.used, a.span.start) for a in document.anchors] == [
        ("used", True, 3),
        ("idle", False, 23),
    ]
    assert isinstance(document.root, Mapping)


def test_the_pure_scanner_agrees_with_the_c_scanner(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "on: push\njobs:\n  a: &x\n    - 'q'\n    - |\n      run 🚀\n\n  b: *x # c\n"
    fast = read(text)
    monkeypatch.setattr(parse_module, "_LOADER", yaml.SafeLoader)
    assert read(text) == fast


_WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\x7f\ufeff\ufffe\uffff"
    ),
    max_size=12,
)
_VALUES = st.recursive(
    _WORDS | st.booleans() | st.integers(-1000, 1000) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(_VALUES, st.booleans(), st.booleans())
def test_every_scalar_reads_the_same_from_its_span(value: object, flow: bool, bom: bool) -> None:
    text = yaml.safe_dump({"root": value}, default_flow_style=flow, allow_unicode=True, width=40)
    text = ("\ufeff" if bom else "") + text
    for node in scalars(read(text)):
        # A quoted scalar that spans lines keeps its meaning at any indentation.
        again = read(cut(text, node))
        assert isinstance(again, Scalar)
        assert again.text == node.text


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%?,\n\r\t @\ufeff\x00"), max_size=60))
def test_no_text_crashes_the_parser(text: str) -> None:
    result = parse_yaml(Source("x.yml", text))
    assert isinstance(result, (Scalar, Mapping, Sequence, YamlProblem))
    if isinstance(result, (Scalar, Mapping, Sequence)):
        assert 0 <= result.span.start <= result.span.end <= len(text)


def test_styles_are_kept() -> None:
    node = read("[a, 'a', \"a\"]")
    assert isinstance(node, Sequence)
    assert [i.style for i in node.items if isinstance(i, Scalar)] == [Style.PLAIN, Style.SINGLE, Style.DOUBLE]
    assert node.flow
