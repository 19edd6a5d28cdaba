"""Facts are computed when they are first asked for, once."""

from __future__ import annotations

import pytest

from regreen.engine.facts import Facts, UnknownFactError


def test_a_provider_is_called_once_and_may_ask_itself() -> None:
    calls: list[str] = []

    def double(base: int) -> int:
        calls.append("double")
        return 2 * base

    def sentence(double: int, base: int) -> str:
        return f"{base} doubled is {double}"

    facts = Facts({"base": 4}, {"double": double, "sentence": sentence})
    assert facts.get("sentence", "test") == "4 doubled is 8"
    assert facts.get("double", "test") == 8
    assert calls == ["double"]
    assert "sentence" in facts
    assert "absent" not in facts


def test_a_function_gets_what_it_names() -> None:
    facts = Facts({"a": 1}, {"b": lambda a: a + 1})
    assert facts.call(lambda b, own, a: (a, b, own), "test", own=9) == (1, 2, 9)
    assert facts.call(lambda a: a, "test", a=5) == 5


def test_nothing_is_computed_that_nobody_asks_for() -> None:
    def never() -> None:
        raise RuntimeError("asked")

    assert Facts({"a": 1}, {"never": never}).get("a", "test") == 1


def test_an_unknown_fact_names_who_asks() -> None:
    with pytest.raises(UnknownFactError, match=r"rule 'x' asks for the fact 'weather'"):
        Facts({}, {}).get("weather", "rule 'x'")


def test_facts_that_ask_for_each_other() -> None:
    facts = Facts({}, {"a": lambda b: b, "b": lambda a: a})
    with pytest.raises(UnknownFactError, match="depends on itself"):
        facts.get("a", "test")
    with pytest.raises(UnknownFactError):
        facts.get("a", "test")


def test_a_provider_that_failed_is_asked_again() -> None:
    calls: list[int] = []

    def moody() -> int:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("no")
        return 3

    facts = Facts({}, {"moody": moody})
    with pytest.raises(ValueError, match="no"):
        facts.get("moody", "test")
    assert facts.get("moody", "test") == 3
