from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.workflow.expr import ErrorKind, ExpressionError, Value, evaluate

CONTEXTS: dict[str, Value] = {
    "github": {
        "ref": "refs/heads/main",
        "Event": {"labels": [{"name": "bug"}, {"name": "ci", "color": "red"}, "text", None]},
    },
    "list": ["zero", "one", [10, 20]],
    "same": {"": "empty", "5": "five", "true": "yes", "NaN": "nan", "0.5": "half"},
    "nothing": None,
}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", None),
        ("1", 1),
        (".5", 0.5),
        ("-0xF || 1", "lex"),
        ("0xfF", 255),
        ("0o17", 15),
        ("1.5e-1", 0.15),
        ("+Infinity", math.inf),
        ("'it''s ''fine'''", "it's 'fine'"),
        ("1 == '1'", True),
        ("'' == 0", True),
        ("null == 0", True),
        ("null == ''", True),
        ("true == '1'", True),
        ("'true' == true", False),
        ("'ABC' == 'abc'", True),
        ("'b' > 'A'", True),
        ("NaN == NaN", False),
        ("NaN != NaN", True),
        ("'abc' < 1", False),
        ("'abc' > 1", False),
        ("'x' <= 'X'", True),
        ("2 >= '0x2'", True),
        ("true > false", True),
        ("'straße' == 'STRASSE'", False),
        ("'ı' == 'I'", False),
        ("'ς' == 'Σ'", True),
        ("list == list", True),
        ("fromJSON('[]') == fromJSON('[]')", False),
        ("list == 'Array'", False),
        ("0 || '' || 'last'", "last"),
        ("1 && 'x' && null", None),
        ("!''", True),
        ("!'false'", False),
        ("!list", False),
        ("!NaN", True),
        ("1 < 2 == true", True),
        ("!1 == 0", True),
        ("true || false && false", True),
        ("GITHUB.REF", "refs/heads/main"),
        ("github['event'].labels[1].NAME", "ci"),
        ("github.event.labels.*.name", ["bug", "ci"]),
        ("github.event.labels[*].color", ["red"]),
        ("github.event.*.*.name", ["bug", "ci"]),
        ("github.missing.more", None),
        ("list[1.9]", "one"),
        ("list['1']", "one"),
        ("list[-1]", None),
        ("list[NaN]", None),
        ("list[9]", None),
        ("list.length", None),
        ("list[2][true]", 20),
        ("same[5]", "five"),
        ("same[true]", "yes"),
        ("same[null]", "empty"),
        ("same[NaN]", "nan"),
        ("same[.5]", "half"),
        ("same[list]", None),
        ("nothing.*", []),
        ("'text'.length", "lex"),
        ("('text').length", None),
        ("github.true", None),
    ],
)
def test_values(expression: str, expected: object) -> None:
    if expected in ("lex", "parse"):
        with pytest.raises(ExpressionError) as caught:
            evaluate(expression, CONTEXTS)
        assert caught.value.kind == expected
    else:
        found = evaluate(expression, CONTEXTS)
        assert found == expected
        assert isinstance(found, bool) == isinstance(expected, bool)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("contains('Hello', 'ELL')", True),
        ("contains(list, 'ONE')", True),
        ("contains(list, 1)", False),
        ("contains(same, 'x')", False),
        ("contains('x1', 1)", True),
        ("contains('', null)", True),
        ("startsWith('abc', 'AB')", True),
        ("startsWith(list, 'A')", False),
        ("endsWith('abc', 'BC')", True),
        ("endsWith('', null)", True),
        ("join(list)", "zero,one,Array"),
        ("join(list, ' - ')", "zero - one - Array"),
        ("join('x', ', ')", "x"),
        ("join(same)", ""),
        ("format('{0}-{1}-{0} {{0}}', 'a', null)", "a--a {0}"),
        ("format('{0}', 1.10)", "1.1"),
        ("format('{0}', list)", "Array"),
        ("format('{0}', 1e20)", "1E+20"),
        ("format('{0}', -0)", "0"),
        ("format('{0}', 0.1)", "0.1"),
        ("fromJSON('{\"a\": [1, null, true]}').A[0]", 1),
        ("toJSON(null)", "null"),
        ("toJSON(fromJSON('{}'))", "{}"),
        ("toJSON(list)", '[\n  "zero",\n  "one",\n  [\n    10,\n    20\n  ]\n]'),
        ('toJSON(fromJSON(\'{"ä":"\\n"}\'))', '{\n  "ä": "\\n"\n}'),
        ("case(false, 1, true, 2, 3)", 2),
        ("case(false, 1, 3)", 3),
        ("StartsWith('a', 'a')", True),
    ],
)
def test_functions(expression: str, expected: object) -> None:
    assert evaluate(expression, CONTEXTS) == expected


@pytest.mark.parametrize(
    ("expression", "kind", "message", "offset"),
    [
        ("'open", "lex", "Unexpected symbol: ''open'", 0),
        ("1 = 1", "lex", "Unexpected symbol: '='", 2),
        ('"double"', "lex", "Unexpected symbol: '\"double\"'", 0),
        ("1 @x", "lex", "Unexpected symbol: '@x'", 2),
        ("-x", "lex", "Unexpected symbol: '-x'", 0),
        ("1 <", "parse", "Unexpected end of expression: '<'", 2),
        ("1 2", "parse", "Unexpected symbol: '2'", 2),
        ("(1", "parse", "Unexpected end of expression: '1'", 1),
        ("contains('a', )", "parse", "Unexpected symbol: ')'", 14),
        ("contains('a')", "parse", "Too few parameters supplied: 'contains'", 0),
        ("toJSON(1, 2)", "parse", "Too many parameters supplied: 'toJSON'", 0),
        ("case(true, 1, true, 2)", "parse", "Even number of parameters", 0),
        ("nope()", "parse", "Unrecognized function: 'nope'", 0),
        ("1 && secrets.x", "parse", "Unrecognized named-value: 'secrets'", 5),
        ("success()", "parse", "Unrecognized function: 'success'", 0),
        ("github.()", "parse", "Unexpected symbol: '('", 7),
        ("format('{0}')", "evaluate", "references more arguments", 0),
        ("format('{')", "evaluate", "format string is invalid", 0),
        ("format('}x')", "evaluate", "format string is invalid", 0),
        ("1 && fromJSON('{')", "evaluate", "Error parsing fromJson", 5),
        ("fromJSON('NaN')", "evaluate", "Error parsing fromJson", 0),
        ("fromJSON(' ')", "evaluate", "empty", 0),
        ("case('x', 1, 2)", "evaluate", "boolean", 0),
    ],
)
def test_errors(expression: str, kind: str, message: str, offset: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(expression, CONTEXTS)
    assert caught.value.kind == kind
    assert message in caught.value.message
    assert caught.value.offset == offset


def test_injected_functions_are_called_with_their_arguments() -> None:
    seen: list[Value] = []

    def hash_files(args: object) -> Value:
        seen.append(args)  # type: ignore[arg-type]
        return "cafe"

    assert evaluate("HASHFILES('a', 'b') == 'cafe'", {}, {"hashFiles": hash_files}) is True
    assert seen == [["a", "b"]]


def test_depth_and_length_are_bounded() -> None:
    assert evaluate("!" * 49 + "true", {}) is False
    for expression in ("!" * 60 + "true", "(" * 60 + "1" + ")" * 60, "github" + ".a" * 60, "1" + "==1" * 60):
        with pytest.raises(ExpressionError, match="depth"):
            evaluate(expression, CONTEXTS)
    with pytest.raises(ExpressionError, match="length"):
        evaluate("1" * 21_001, {})


def test_memory_is_bounded() -> None:
    expression = "format('{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}', github)"
    for _ in range(5):
        expression = f"format('{'{0}' * 10}', {expression})"
    with pytest.raises(ExpressionError, match="memory"):
        evaluate(expression, {"github": "x" * 100})


def test_deep_json_is_refused_not_crashed_upon() -> None:
    with pytest.raises(ExpressionError):
        evaluate("fromJSON(text)", {"text": "[" * 100_000})
    deep: Value = 1
    for _ in range(3000):
        deep = [deep]
    with pytest.raises(ExpressionError, match="depth"):
        evaluate("toJSON(deep)", {"deep": deep})


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ag.()[]*!=<>&|,' 10-+\"x\n"), max_size=40))
def test_nothing_but_expression_errors(text: str) -> None:
    try:
        evaluate(text, {"a": {"g": [1]}})
    except ExpressionError as error:
        assert error.kind in ErrorKind
        assert 0 <= error.offset <= len(text)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(_JSON)
def test_json_survives_the_round_trip(value: Value) -> None:
    assert evaluate("fromJSON(toJSON(a))", {"a": value}) == value
