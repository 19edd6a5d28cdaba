from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from regreen.model.text import Source


@given(st.text(alphabet="ab\n\r\u00e9", max_size=40), st.data())
def test_a_place_and_its_offset(text: str, data: st.DataObject) -> None:
    source = Source("a.py", text)
    at = data.draw(st.integers(0, len(text)))
    line, column = source.position(at)
    assert source.offset(line, column) == at
    assert source.offset(line) == sum(len(row) + 1 for row in text.split("\n")[: line - 1])
