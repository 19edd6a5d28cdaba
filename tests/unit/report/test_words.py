from __future__ import annotations

import pytest
from msgspec.structs import replace

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import Category, Fix, LogEvidence, Safety
from regreen.model.run import Line, Outcome, Run, RunRef
from regreen.model.text import Edit, Span
from regreen.report import words
from support import diagnoses
from support.diagnoses import finding


def diagnosis(
    causes: tuple[Cause, ...] = (), outcome: Outcome = Outcome.FAILURE, **more: object
) -> Diagnosis:
    return Diagnosis(Run(), outcome, causes, **more)  # type: ignore[arg-type]


ONE = Cause(finding(), (), ("a",))
FOUR = Cause(finding(), (), ("a", "b", "c", "d"))
LINE = Line("ci.log", 1, "last words")


@pytest.mark.parametrize(
    ("found", "headline"),
    [
        (diagnosis((ONE,)), "red: 1 cause"),
        (diagnosis((FOUR,)), "red: 1 cause in 4 jobs"),
        (diagnosis((ONE, ONE, ONE), failures=12), "red: 12 failures, 3 causes"),
        (diagnosis((FOUR, ONE), failures=1370), "red: 1,370 failures in 4 jobs, 2 causes"),
        (diagnosis((ONE,), unexplained=(LINE,)), "red: 1 cause, and lines that nothing explains"),
        (diagnosis((ONE,), Outcome.CANCELLED), "cancelled: 1 cause"),
        (diagnosis(unexplained=(LINE,)), "red, and nothing explains it"),
        (diagnosis((), Outcome.UNKNOWN, unexplained=(LINE,)), "red, and nothing explains it"),
        (diagnosis((), Outcome.SUCCESS), "green: nothing to diagnose"),
        (diagnosis((), Outcome.UNKNOWN), "nothing here says that anything failed"),
        (diagnosis((), Outcome.CANCELLED), "cancelled, and nothing says why"),
    ],
)
def test_headlines(found: Diagnosis, headline: str) -> None:
    assert words.headline(found) == headline


@pytest.mark.parametrize(
    ("confidence", "text"),
    [(0.97, "certain (97%)"), (0.9, "certain (90%)"), (0.7, "likely (70%)"), (0.2, "possible (20%)")],
)
def test_sureness(confidence: float, text: str) -> None:
    assert words.sureness(confidence) == text


def test_jobs_are_collapsed() -> None:
    assert words.jobs_text(("",)) == ""
    assert words.jobs_text(("build",)) == "build"
    assert words.jobs_text(("a", "b")) == "2 jobs: a, b"
    assert words.jobs_text(("a", "b", "c", "d"), 2) == "4 jobs: a, b, …"


def test_what_a_cause_explains() -> None:
    symptoms = (
        finding("Coverage is below the threshold", rule="coverage"),
        finding("A step ended with exit code 1", rule="exit"),
        finding("A step ended with exit code 2", rule="exit"),
        finding("Something is wrong", rule="same-as-the-cause"),
    )
    cause = Cause(finding(category=Category.TEST_ASSERTION), symptoms, (), 1370)
    assert words.explains(cause) == (
        "1,370 failed tests, Coverage is below the threshold, a step ended with exit code 1 (and 1 more like it)"
    )
    assert words.explains(cause, 1) == "1,370 failed tests, and 2 more"


def test_a_number_that_the_title_has_is_not_repeated() -> None:
    assert words.explains(Cause(finding("6 tests fail alike"), (), (), 6)) == ""
    assert words.explains(Cause(finding("16 tests fail alike"), (), (), 6)) == "6 failures"


def test_logs_are_quoted_step_by_step() -> None:
    quotes = words.log_quotes(diagnoses.ignored().finding.evidence)
    assert [(quote.first, [number for number, _ in quote.lines]) for quote in quotes] == [
        ("ci.log:815", [815, 812])
    ]


EDIT = Fix("Mend it", Safety.SAFE, edits=(Edit(Span("a", 0, 0), "", "x"),))


def said_in(file: str, fix: Fix = EDIT) -> Cause:
    return Cause(finding(evidence=(LogEvidence(file, 7, "boom"),), fixes=(fix,)), (), ("test (3.12)",))


@pytest.mark.parametrize(
    ("causes", "ref", "command"),
    [
        ((said_in("ci.log"),), RunRef(), "regreen fix ci.log"),
        ((said_in("my log"), said_in("other.log")), RunRef(), "regreen fix 'my log' other.log"),
        ((said_in("<stdin>"),), RunRef(), "regreen fix -"),
        ((said_in("logs.zip/0_test.txt"), said_in("logs.zip/1_a.txt")), RunRef(), "regreen fix logs.zip"),
        (tuple(said_in(f"{n}.log") for n in range(9)), RunRef(), "regreen fix, with the same logs"),
        ((said_in("ci.log"),), RunRef(id=7, workflow_path=".github/workflows/ci.yml"), "regreen fix --run 7"),
        (
            (said_in("test (3.12)"),),
            RunRef(workflow_path=".github/workflows/ci.yml"),
            "regreen fix --until-green -w ci.yml -j 'test (3.12)'",
        ),
        ((said_in("ci.log", replace(EDIT, safety=Safety.UNSAFE)),), RunRef(), "regreen explain some-rule"),
        ((said_in("ci.log", replace(EDIT, edits=())),), RunRef(), "regreen explain some-rule"),
    ],
)
def test_the_next_step(causes: tuple[Cause, ...], ref: RunRef, command: str) -> None:
    assert words.next_step(Diagnosis(Run(ref=ref), Outcome.FAILURE, causes)) == command
