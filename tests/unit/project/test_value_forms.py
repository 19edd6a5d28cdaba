from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.project.value_forms import Form

FERNET = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@pytest.mark.parametrize(
    ("form", "value", "takes"),
    [
        (Form("integer"), "8000", True),
        (Form("integer"), "8000.5", False),
        (Form("integer"), "", False),
        (Form("number"), "1e3", True),
        (Form("boolean"), "Yes", True),
        (Form("boolean"), "maybe", False),
        (Form("list"), '["a"]', True),
        (Form("list"), "a,b", False),
        (Form("list"), '{"a": 1}', False),
        (Form("object"), '{"a": 1}', True),
        (Form("json"), "1", True),
        (Form("choice", choices=("a", "b")), "a", True),
        (Form("choice", choices=("a", "b")), "c", False),
        (Form("text", least=4), "abcd", True),
        (Form("text", least=5), "abcd", False),
        (Form("hex"), "00ff", True),
        (Form("hex"), "zz", False),
        (Form("base64"), "YWJj", True),
        (Form("base64"), "YWJ", False),
        (Form("base64", sizes=(32,)), "YWJj", False),
        (Form("fernet"), FERNET, True),
        (Form("fernet"), "a test key", False),
    ],
)
def test_takes(form: Form, value: str, takes: bool) -> None:
    assert form.takes(value) is takes


@given(st.text(min_size=1, max_size=40), st.integers(1, 80))
@settings(max_examples=50)
def test_what_is_repaired_has_the_form(value: str, least: int) -> None:
    forms = [
        Form("text", least=least),
        Form("fernet"),
        Form("base64", sizes=(16, 24, 32)),
        Form("base64", sizes=(64,)),
        Form("list"),
    ]
    for form in forms:
        repaired = form.repaired(value)
        assert not repaired or form.takes(repaired)
