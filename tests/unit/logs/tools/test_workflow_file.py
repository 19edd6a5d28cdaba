from __future__ import annotations

import pytest

from regreen.logs.read import read
from regreen.logs.signal import Refusal


def refusals(text: str) -> list[tuple[str, str, str]]:
    signals = read("ci.log", text.encode()).signals
    found = [s for s in signals if isinstance(s, Refusal) and s.kind == "workflow-refused"]
    return [(s.subject, s.detail["line"], s.detail["reason"]) for s in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The workflow is not valid. .github/workflows/ci.yml (Line: 5, Col: 5): Unexpected value 'service'",
            (".github/workflows/ci.yml", "5", "Unexpected value 'service'"),
        ),
        (
            "Invalid workflow file: .github/workflows/ci.yml#L12\nYou have an error in your yaml syntax on line 12",
            (".github/workflows/ci.yml", "12", "You have an error in your yaml syntax on line 12"),
        ),
        (
            "You have an error in your yaml syntax on line 3",
            ("", "3", "You have an error in your yaml syntax on line 3"),
        ),
        (
            "##[error]The template is not valid. .github/workflows/ci.yml (Line: 20, Col: 13): Unexpected end",
            (".github/workflows/ci.yml", "20", "Unexpected end"),
        ),
        (
            "Error when evaluating 'strategy' for job 'test'. .github/workflows/ci.yml (Line: 9, Col: 15): No matrix",
            (".github/workflows/ci.yml", "9", "No matrix"),
        ),
        ("Unrecognized named-value: 'matrx'", ("", "", "Unrecognized named-value: 'matrx'")),
    ],
)
def test_a_refusal_with_its_place(text: str, expected: tuple[str, str, str]) -> None:
    assert refusals(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        'error parsing called workflow ".github/workflows/a.yml" -> "./b.yml" : workflow was not found.',
        "tests/test_forms.py::test_template_is_not_valid PASSED",
        "jinja2: the template is not valid",
    ],
)
def test_what_is_no_refusal_of_a_workflow(text: str) -> None:
    assert refusals(text) == []
