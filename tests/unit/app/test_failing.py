from __future__ import annotations

from regreen.app.failing import compared, failing
from regreen.app.run import Ran
from regreen.config import Config
from regreen.model.execution import Execution, JobRun
from regreen.model.run import Outcome, Run
from regreen.model.test import TestOutcome, TestResult
from regreen.model.text import Source
from regreen.project.tree import Tree
from regreen.sources.logfile import LogFile

LOG = b"FAILED tests/test_a.py::test_one - assert 1 == 2\n1 failed in 0.1s\n"


def ran(log: bytes = b"", **outcomes: TestOutcome) -> Ran:
    """A run whose report holds these tests."""
    results = tuple(TestResult(name, outcome) for name, outcome in outcomes.items())
    job = JobRun("test", "test", Outcome.FAILURE, log=log, results=results)
    logs = (LogFile("test", log, "test"),) if log else ()
    execution = Execution("ci.yml", "push", "0" * 40, (job,))
    return Ran(execution, Run(), logs, (), Tree.of({}), Source("ci.yml", ""), Config())


def test_by_the_log_where_there_is_no_report() -> None:
    assert failing(ran(LOG)) == ("tests/test_a.py::test_one",)


def test_a_report_is_asked_first() -> None:
    assert failing(ran(LOG, one=TestOutcome.FAILED, two=TestOutcome.ERROR, three=TestOutcome.PASSED)) == (
        "one",
        "two",
    )


def test_mended_broken_left_and_gone() -> None:
    before = ran(a=TestOutcome.FAILED, b=TestOutcome.FAILED, c=TestOutcome.ERROR, d=TestOutcome.PASSED)
    after = ran(a=TestOutcome.PASSED, b=TestOutcome.FAILED, d=TestOutcome.FAILED)
    change = compared(before, after)
    assert (change.mended, change.broken, change.left, change.gone) == (("a",), ("d",), ("b",), ("c",))
    by_log = compared(ran(LOG), ran(b"1 passed in 0.1s\n"))
    assert (by_log.mended, by_log.gone) == (("tests/test_a.py::test_one",), ())
