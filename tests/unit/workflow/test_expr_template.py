from __future__ import annotations

import pytest

from regreen.workflow.expr import (
    ExpressionError,
    Function,
    Value,
    evaluate_condition,
    interpolate,
    resolve,
    scan,
)

CONTEXTS: dict[str, Value] = {"a": {"n": 3.10, "s": "}}", "l": [1]}}


def test_places_carry_offsets() -> None:
    text = "x ${{ a.n }} y ${{'}}'}}"
    places = list(scan(text))
    assert [text[p.start : p.end] for p in places] == ["${{ a.n }}", "${{'}}'}}"]
    assert [p.expression for p in places] == [" a.n ", "'}}'"]
    assert [text[p.inner :].startswith(p.expression) for p in places] == [True, True]


def test_an_open_place_runs_to_the_end() -> None:
    (place,) = scan("x ${{ 'a }}")
    assert not place.closed
    assert place.end == 11


def test_only_a_lone_expression_keeps_its_type() -> None:
    assert resolve("${{ a.l }}", CONTEXTS) == [1]
    assert resolve("${{ a.n }} ", CONTEXTS) == "3.1 "
    assert resolve("plain", CONTEXTS) == "plain"
    assert interpolate("<${{ a.l }}|${{ a.s }}|${{ a.missing }}>", CONTEXTS) == "<Array|}}|>"


@pytest.mark.parametrize(
    ("text", "offset"), [("ab ${{ a", 3), ("ab ${{ }}", 6), ("ab ${{ a. }}", 8), ("${{ b }}", 4)]
)
def test_offsets_of_errors_count_from_the_start_of_the_text(text: str, offset: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        interpolate(text, CONTEXTS)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("condition", "ok", "failed"),
    [
        ("", True, False),
        ("a.n == 3.1", True, False),
        ("${{ a.n == 3.1 }}", True, False),
        ("always()", True, True),
        ("failure() && a.n", False, True),
        ("'failure()' == 'x'", False, False),
        ("${{ a.missing }} && false", True, False),
        ("${{ false }}\n", True, False),
        ("!Cancelled()", True, True),
    ],
)
def test_conditions(condition: str, ok: bool, failed: bool) -> None:
    for success, expected in ((True, ok), (False, failed)):
        assert evaluate_condition(condition, CONTEXTS, status(success)) is expected


def status(success: bool) -> dict[str, Function]:
    return {
        "success": lambda _: success,
        "failure": lambda _: not success,
        "always": lambda _: True,
        "cancelled": lambda _: False,
    }
