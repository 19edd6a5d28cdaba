from __future__ import annotations

import re

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import Severity
from regreen.model.run import Outcome, Run
from regreen.report.formats import render
from regreen.report.github import SUMMARY_LIMIT, summary
from support import diagnoses, golden


def test_red() -> None:
    golden.check("annotations-red.txt", render("github", diagnoses.red()))


def test_green_says_nothing() -> None:
    assert render("github", diagnoses.green()) == ""


def test_every_line_is_one_command() -> None:
    for line in render("github", diagnoses.hostile()).splitlines():
        assert re.match(r"::(error|warning|notice)( [a-zA-Z]+=[^,:\r\n]*(,[a-zA-Z]+=[^,:\r\n]*)*)?::", line)


def test_a_file_s_place_is_where_the_annotation_stands() -> None:
    first = render("github", diagnoses.red()).splitlines()[0]
    assert first.startswith(
        "::error file=.gitignore,line=2,col=1,title=missing-module (certain (97%25))::shop.lib "
    )
    assert "%0A" in first


def test_a_warning_is_a_warning() -> None:
    cause = Cause(diagnoses.finding(severity=Severity.WARNING))
    text = render("github", Diagnosis(Run(), Outcome.FAILURE, (cause,)))
    assert text.startswith("::warning title=")


def test_messages_fit_the_runner() -> None:
    lines = render("github", diagnoses.crowded(2, 9000)).splitlines()
    assert max(len(line.partition("::")[2]) for line in lines) < 4096


def test_the_summary_fits_and_is_no_comment() -> None:
    text = summary(diagnoses.crowded(150, 3000))
    assert 100_000 < len(text.encode()) <= SUMMARY_LIMIT
    assert text.startswith("### regreen: ")
    assert "<!--" not in text
