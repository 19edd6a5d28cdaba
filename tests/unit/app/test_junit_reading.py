"""Reports of tests beside a log, or alone."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from regreen.app.diagnose import diagnose
from regreen.model.errors import InputError
from regreen.model.finding import LogEvidence
from regreen.model.run import Outcome
from regreen.sources.files import read_logs
from regreen.sources.logfile import LogFile
from support.ci_logs import job, raw, step

REPORT = b"""<?xml version="1.0"?>
<testsuites><testsuite name="pytest" failures="1" tests="2">
<testcase classname="tests.test_cart" name="test_sum" time="0.1">
<failure message="AssertionError: assert 3 == 4">E   AssertionError: assert 3 == 4

tests/test_cart.py:14: AssertionError</failure></testcase>
<testcase classname="tests.test_cart" name="test_ok" time="0.1"/>
</testsuite></testsuites>"""
QUIET = raw(job(step("pytest -q --tb=no > out.txt", [], code=1)))
SILENT = raw(
    job(step("pytest --tb=no", ["FAILED tests/test_cart.py::test_sum", "1 failed, 1 passed in 0.1s"], code=1))
)
GREEN = b'<testsuite><testcase classname="tests.test_a" name="test_b"/></testsuite>'


def test_a_report_alone() -> None:
    found = diagnose([LogFile("out/results.xml", REPORT)])
    (cause,) = found.causes
    assert (found.outcome, found.failures, cause.finding.rule) == (Outcome.FAILURE, 1, "test-failed")
    assert cause.finding.data["test"] == "tests/test_cart.py::test_sum"
    evidence = cause.finding.evidence[0]
    assert isinstance(evidence, LogEvidence)
    assert (evidence.file, evidence.line, evidence.step) == ("out/results.xml", 4, "results.xml")
    assert "assert 3 == 4" in evidence.text


def test_the_telling_part_of_a_long_line_is_quoted() -> None:
    text = (
        b"<testsuite>"
        + b'<testcase name="x"/>' * 90
        + REPORT.partition(b"<testsuite name=")[2].partition(b">")[2]
    )
    found = diagnose(
        [LogFile("r.xml", text.replace(b"</testsuites>", b"").replace(b"\n<failure", b"<failure"))]
    )
    evidence = found.causes[0].finding.evidence[0]
    assert isinstance(evidence, LogEvidence)
    assert evidence.text.startswith('<testcase classname="tests.test_cart" name="test_sum"')


def test_a_report_says_what_the_log_does_not() -> None:
    found = diagnose([LogFile("ci.log", QUIET), LogFile("results.xml", REPORT)])
    assert "test-failed" in [cause.finding.rule for cause in found.causes]
    assert found.causes[0].finding.rule == "test-failed"


def test_a_failure_that_both_show_is_one_cause_with_the_reason() -> None:
    found = diagnose([LogFile("ci.log", SILENT), LogFile("results.xml", REPORT)])
    (cause,) = found.causes
    assert (cause.finding.data["error"], cause.finding.data["message"]) == ("AssertionError", "assert 3 == 4")
    assert {piece.file for piece in cause.finding.evidence if isinstance(piece, LogEvidence)} == {"ci.log"}
    assert found.failures == 1


def test_green_reports_say_nothing() -> None:
    assert diagnose([LogFile("results.xml", GREEN)]).outcome is Outcome.SUCCESS


def test_a_repeated_test_that_passed_in_the_end_is_no_failure() -> None:
    bad = '<testcase classname="a" name="t"><failure message="no"/></testcase>'
    text = f'<testsuite>{bad}<testcase classname="a" name="t"/></testsuite>'
    assert diagnose([LogFile("results.xml", text.encode())]).causes == ()


BOMB = b'<!DOCTYPE x [<!ENTITY a "b">]><testsuite/>'


def test_a_hostile_report_is_left_out_beside_a_log() -> None:
    found = diagnose([LogFile("ci.log", SILENT), LogFile("bomb.xml", BOMB)])
    assert found.causes and "bomb.xml declares entities and is refused; it was left out" in found.notes
    with pytest.raises(InputError, match="declares entities"):
        diagnose([LogFile("bomb.xml", BOMB)])


def test_reports_in_a_folder_and_in_a_zip(tmp_path: Path) -> None:
    (tmp_path / "junit").mkdir()
    (tmp_path / "junit" / "results.xml").write_bytes(REPORT)
    (tmp_path / "coverage.xml").write_text("<coverage/>")
    assert [log.name for log in read_logs([str(tmp_path)])] == [f"{tmp_path}/junit/results.xml"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("results.xml", REPORT)
        archive.writestr("coverage.xml", "<coverage/>")
    (tmp_path / "artifact.zip").write_bytes(packed.getvalue())
    logs = read_logs([str(tmp_path / "artifact.zip")])
    assert [log.name for log in logs] == [f"{tmp_path}/artifact.zip:results.xml"]
    assert [cause.finding.rule for cause in diagnose(logs).causes] == ["test-failed"]


def test_secrets_in_a_report_are_masked() -> None:
    text = REPORT.replace(b"assert 3 == 4", b"token=ghp_" + b"a1" * 18)
    shown = repr(diagnose([LogFile("results.xml", text)]))
    assert "a1a1" not in shown
