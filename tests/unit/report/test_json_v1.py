from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from regreen.report.json.v1 import render, schema
from support import diagnoses

SCHEMA = Path(__file__).parents[3] / "docs" / "schema" / "diagnosis-v1.json"
# The keys of version 1 as they were promised: more may come, none may go.
PROMISED: dict[str, set[str]] = {
    "": {"version", "command", "outcome", "causes", "unexplained"},
    "cause": {"rule", "category", "title", "confidence", "fingerprint", "evidence", "symptoms", "fixes"},
    "log": {"where", "file", "job", "step", "line", "text"},
    "file": {"where", "path", "line", "column", "text"},
    "symptom": {"rule", "evidence"},
    "fix": {"title", "safety", "diff", "commands"},
    "unexplained": {"job", "step", "line", "text"},
}


def answer(name: str) -> Any:
    return json.loads(render(getattr(diagnoses, name)()))


def test_the_published_schema_is_current() -> None:
    assert json.loads(SCHEMA.read_text("utf-8")) == schema()


@pytest.mark.parametrize("name", ["red", "green", "unexplained", "hostile", "long_words"])
def test_answers_keep_to_the_schema(name: str) -> None:
    published = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator.check_schema(published)
    Draft202012Validator(published).validate(answer(name))


def test_the_schema_refuses_what_is_no_answer() -> None:
    broken = answer("red")
    broken["causes"][0]["evidence"] = []
    assert not Draft202012Validator(schema()).is_valid(broken)
    assert not Draft202012Validator(schema()).is_valid(answer("red") | {"version": 2})


def test_every_promised_key_is_there() -> None:
    found = answer("red")
    cause = found["causes"][0]
    pieces = {piece["where"]: piece for piece in cause["evidence"]}
    for name, value in {
        "": found,
        "cause": cause,
        "log": pieces["log"],
        "file": pieces["file"],
        "symptom": cause["symptoms"][0],
        "fix": cause["fixes"][0],
        "unexplained": found["unexplained"][0],
    }.items():
        assert PROMISED[name] <= value.keys(), name


def test_values_are_those_of_the_contract() -> None:
    found = answer("red")
    assert (found["version"], found["command"], found["outcome"]) == (1, "diagnose", "failed")
    assert found["causes"][0]["fixes"][0]["safety"] == "safe"
    assert found["causes"][0]["fixes"][0]["diff"].startswith("--- a/.gitignore\n+++ b/.gitignore\n")
    assert answer("green")["outcome"] == "success"


def test_a_secret_of_an_annotation_is_masked() -> None:
    text = render(diagnoses.hostile())
    found = json.loads(text)["causes"][0]
    assert diagnoses.SECRET not in found["title"]
    assert all(
        diagnoses.SECRET not in piece["text"] for piece in found["evidence"] if piece["where"] != "log"
    )
