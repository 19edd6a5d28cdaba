from __future__ import annotations

from regreen.logs.read import read
from regreen.logs.signals import Signals
from regreen.logs.statements import statements


def errors(text: str) -> list[str]:
    signals = Signals((read("log", text.encode()),))
    return [statement.signal.error for statement in statements(signals).all]


def trace(error: str) -> str:
    return f'Traceback (most recent call last):\n  File "/w/load.py", line 3, in load\n    go()\n{error}\n'


PADDING = "working\n" * 20


def test_the_last_traceback_and_its_chain() -> None:
    chained = (
        trace("KeyError: 1") + "\nDuring handling of the above exception, another exception occurred:\n\n"
    )
    text = trace("OSError: early") + PADDING + chained + trace("ValueError: late")
    assert errors(text) == ["KeyError", "ValueError"]


def test_those_that_say_the_same() -> None:
    text = trace("ValueError: x") + PADDING + trace("OSError: y") + PADDING + trace("ValueError: x")
    assert errors(text) == ["ValueError", "ValueError"]


def test_tracebacks_beside_failing_or_passing_tests_are_noise() -> None:
    failed = "FAILED tests/test_a.py::test_it - KeyError: 1\n1 failed in 0.1s\n"
    assert errors(trace("OSError: logged") + failed) == ["KeyError"]
    assert errors(trace("OSError: logged") + "3 passed in 0.1s\n") == []
    assert errors("3 passed in 0.1s\n" + trace("OSError: afterwards")) == ["OSError"]


def test_words_hold_message_and_lines() -> None:
    signals = Signals((read("log", trace("shop.LoadError: no price").encode()),))
    [statement] = statements(signals).all
    assert statement.text.split("\n")[0] == "shop.LoadError: no price"
    assert [line.number for line in statement.lines] == [4, 2]
