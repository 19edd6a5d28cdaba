from __future__ import annotations

from regreen.logs.read import read
from regreen.logs.signal import Refusal


def refusals(text: str) -> list[Refusal]:
    return [
        s for s in read("log", text.encode()).signals if isinstance(s, Refusal) and s.tool == "faulthandler"
    ]


def test_fatal_error_and_where() -> None:
    text = """\
Fatal Python error: Segmentation fault

Current thread 0x00007f3a (most recent call first):
  File "/w/src/shop/native.py", line 9 in call
  File "/w/tests/test_shop.py", line 3 in test_native
"""
    [one] = refusals(text)
    assert (one.kind, one.subject, one.detail["test"]) == ("fatal", "Segmentation fault", "test_native")
    assert [line.number for line in one.lines] == [1, 4, 5]


def test_dump_after_a_time() -> None:
    text = 'Timeout (0:01:00)!\nThread 0x00007f3a (most recent call first):\n  File "/w/t.py", line 3 in test_slow\n'
    assert [(one.kind, one.subject) for one in refusals(text)] == [("faulthandler-timeout", "test_slow")]


def test_other_words() -> None:
    assert refusals("waited: Timeout (30 s)!\n") == []
