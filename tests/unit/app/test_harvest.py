"""What jobs leave behind, and what that means for their verdict."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from regreen.app.harvest import counted, harvested
from regreen.app.run_result import judged
from regreen.model.execution import JobRun, StepRun, TestCount
from regreen.model.run import Outcome
from regreen.model.test import TestOutcome, TestResult

GOOD, BAD = Outcome.SUCCESS, Outcome.FAILURE
FAILURE = '<failure message="ValueError: no"/>'
RED = f'<testsuite><testcase classname="tests.test_a" name="test_b">{FAILURE}</testcase></testsuite>'
GREEN = '<testsuite><testcase classname="tests.test_a" name="test_b"/></testsuite>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "job" / "work" / "shop" / "shop").mkdir(parents=True)
    return tmp_path / "job"


def a_job(folder: Path, log: str = "", **changes: object) -> JobRun:
    now = time.time()
    steps = (
        StepRun("Install", GOOD, GOOD, 50.0, 0, "", now - 100),
        StepRun("Tests", GOOD, GOOD, 40.0, 0, "", now - 45),
    )
    job = JobRun(
        "test", "test", GOOD, steps, 95.0, log.encode() or b"2025-01-01T00:00:00Z x\n", folder=folder
    )
    return replace(job, **changes)


def write(path: Path, text: str, age: float = 10.0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (time.time() - age, time.time() - age))


def nothing(_: str) -> None:
    return None


def test_packages_of_every_environment(folder: Path) -> None:
    library = folder / "work/shop/shop/.venv/lib/python3.12/site-packages"
    for name in (
        "My_Pkg.Core-1.2.3.dist-info",
        "old-0.9-py3.12.egg-info",
        "six.py",
        "b-2.0.dist-info",
        "-.dist-info",
    ):
        (library / name).mkdir(parents=True)
    (folder / "work/_tool/Python/3.11.2/x64/lib/python3.11/site-packages/pip-24.0.dist-info").mkdir(
        parents=True
    )
    found = harvested(a_job(folder), nothing).environments
    assert [(one.path, one.python, one.packages) for one in found] == [
        ("work/_tool/Python/3.11.2/x64", "3.11", (("pip", "24.0"),)),
        (".venv", "3.12", (("b", "2.0"), ("my-pkg-core", "1.2.3"), ("old", "0.9"))),
    ]


def test_a_report_belongs_to_the_step_that_ran_when_it_was_written(folder: Path) -> None:
    write(folder / "work/shop/shop/out/a.xml", RED)
    write(folder / "work/shop/shop/b.xml", GREEN, age=80)
    write(folder / "work/shop/shop/coverage.xml", "<coverage/>")
    write(folder / "work/shop/shop/node_modules/x.xml", RED)
    job = harvested(a_job(folder), nothing)
    assert [(one.path, one.step, one.count) for one in job.reports] == [
        ("b.xml", "Install", TestCount(1)), ("out/a.xml", "Tests", TestCount(0, 1)),
    ]  # fmt: skip
    assert [one.outcome for one in job.results] == [TestOutcome.PASSED, TestOutcome.FAILED]
    found = judged(job)
    assert (found.outcome, found.tests) == (BAD, TestCount(1, 1))
    assert found.reason == "its steps ended well, but out/a.xml counted 1 failures and 0 errors"


def test_a_step_that_may_fail_is_judged_by_nobody(folder: Path) -> None:
    write(folder / "work/shop/shop/a.xml", RED)
    job = a_job(folder)
    steps = (job.steps[0], replace(job.steps[1], outcome=BAD))
    assert judged(harvested(replace(job, steps=steps), nothing)).outcome is GOOD


def test_what_came_with_the_clone_or_is_hostile_says_nothing(folder: Path) -> None:
    write(folder / "work/shop/shop/sample.xml", RED)
    write(folder / "work/shop/shop/bomb.xml", '<!DOCTYPE x [<!ENTITY a "b">]><testsuite/>')
    job = harvested(a_job(folder), {"sample.xml": RED}.get)
    assert job.reports == ()
    assert harvested(a_job(folder), {"sample.xml": GREEN}.get).reports[0].path == "sample.xml"


def test_a_report_outside_that_the_command_names(folder: Path) -> None:
    write(folder.parent / "elsewhere" / "r.xml", RED)
    write(folder.parent / "elsewhere" / "old.xml", RED, age=5000)
    elsewhere = folder.parent / "elsewhere"
    log = f"2025-01-01T00:00:00Z pytest --junitxml={elsewhere}/r.xml --junit-xml {elsewhere}/old.xml\n"
    assert [one.path for one in harvested(a_job(folder, log), nothing).reports] == [f"{elsewhere}/r.xml"]


def test_secrets_of_the_job_are_taken_out(folder: Path) -> None:
    write(folder / "work/shop/shop/a.xml", RED.replace("no", "hunter2"))
    job = harvested(a_job(folder, hidden=lambda text: text.replace("hunter2", "***")), nothing)
    assert job.results[0].message == "***"
    assert b"hunter2" not in job.reports[0].data


def test_the_last_attempt_counts() -> None:
    red = TestResult("t", TestOutcome.FAILED)
    results = [red, red._replace(attempt=2), TestResult("t", TestOutcome.PASSED, attempt=3), red]
    assert counted(results) == TestCount(1, 1)
