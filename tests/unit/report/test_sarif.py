from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from regreen import __version__
from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import LogEvidence
from regreen.model.run import Outcome, Run
from regreen.report.formats import render
from support import diagnoses, golden
from support.sarif import SCHEMA

NAMES = ["red", "green", "unexplained", "hostile", "long_words"]


def run(name: str) -> Any:
    return json.loads(render("sarif", getattr(diagnoses, name)()))["runs"][0]


@pytest.mark.parametrize("name", NAMES)
def test_answers_keep_to_the_standard(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(json.loads(render("sarif", getattr(diagnoses, name)())))


def test_red() -> None:
    golden.check("red.sarif", render("sarif", diagnoses.red()).replace(f'"{__version__}"', '"VERSION"'))


def test_results_point_to_their_rules() -> None:
    found = run("red")
    rules = found["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in found["results"]] == [
        "gitignored-module",
        "test-failed",
        "job-timed-out",
    ]


def test_the_page_of_a_rule_describes_it() -> None:
    text = render("sarif", diagnoses.red(), pages={"test-failed": "A test fails.\n\n## Why\nMany reasons.\n"})
    rule = json.loads(text)["runs"][0]["tool"]["driver"]["rules"][1]
    assert rule["shortDescription"]["text"] == "A test fails."
    assert rule["fullDescription"]["text"].endswith("Many reasons.")


def test_the_replacements_are_the_fix() -> None:
    change = run("red")["results"][0]["fixes"][0]["artifactChanges"][0]
    text = diagnoses.IGNORE
    for replacement in reversed(change["replacements"]):
        start = replacement["deletedRegion"]["charOffset"]
        end = start + replacement["deletedRegion"]["charLength"]
        text = text[:start] + replacement["insertedContent"]["text"] + text[end:]
    assert (change["artifactLocation"]["uri"], text) == (".gitignore", "build/\n/lib/\n*.log\n")


def test_places_in_files_come_before_places_in_logs() -> None:
    first, second, _ = run("red")["results"]
    assert [place["physicalLocation"]["artifactLocation"] for place in first["locations"]] == [
        {"uri": ".gitignore", "uriBaseId": "%SRCROOT%"},
        {"uri": "shop/basket.py", "uriBaseId": "%SRCROOT%"},
    ]
    assert [place["physicalLocation"]["region"]["startLine"] for place in first["relatedLocations"]] == [
        815,
        812,
    ]
    assert second["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "ci.log"}


def test_what_nothing_explains_is_a_notification() -> None:
    notifications = run("unexplained")["invocations"][0]["toolExecutionNotifications"]
    assert [item["message"]["text"] for item in notifications] == [
        "unexplained: uploading the site",
        "unexplained: gave up after 3 attempts",
    ]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/tmp/a b.log", "file:///tmp/a%20b.log"),
        ("a:b/c.log", "a%3Ab/c.log"),
        ("-", "-"),
        ("é.log", "%C3%A9.log"),
    ],
)
def test_names_of_logs_are_uris(path: str, uri: str) -> None:
    evidence = (LogEvidence(path, 1, "x"),)
    cause = Cause(diagnoses.finding(evidence=evidence))
    text = render("sarif", Diagnosis(Run(), Outcome.FAILURE, (cause,)))
    place = json.loads(text)["runs"][0]["results"][0]["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == uri
