"""Two runs side by side: steps that belong together, verdicts, packages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from regreen.app.align import aligned
from regreen.app.compare import compare
from regreen.app.diagnose import diagnose
from regreen.app.side import of_diagnosis
from regreen.model.comparison import Comparison, Likeness, PackageDifference, Side, SideJob, SideStep
from regreen.model.execution import Substitution, SubstitutionKind
from regreen.model.record import KnownCause
from regreen.model.run import Outcome
from regreen.report import compare_markdown, compare_terminal
from regreen.sources.logfile import LogFile
from support.ci_logs import job, raw, step

GOOD, BAD, SKIPPED = Outcome.SUCCESS, Outcome.FAILURE, Outcome.SKIPPED
CAUSE = KnownCause("test-failed", "test-assertion", "test_a fails", 0.9, "f1", 1, ("test",), "Tests")


def steps(*names: str, bad: str = "") -> tuple[SideStep, ...]:
    return tuple(SideStep(name, BAD if name == bad else GOOD) for name in names)


def side(*jobs: SideJob, causes: tuple[KnownCause, ...] = (CAUSE,)) -> Side:
    return Side("a run", jobs, causes)


HERE = SideJob("test", BAD, "test", steps("Run actions/checkout@v4", "Install", "Tests", bad="Tests"))
THERE = SideJob(
    "test", BAD, "", steps("Set up job", "Run actions/checkout@v4", "Install", "Tests", "Post Run actions/checkout@v4",
                           "Complete job", bad="Tests"),
)  # fmt: skip

GREEN = replace(HERE, outcome=GOOD, steps=steps("Tests"))


def verdict(here: Side, there: Side) -> tuple[Likeness, str]:
    found = compare(here, there)
    return found.verdict, found.reason


def test_the_same_step_for_the_same_reason() -> None:
    found = compare(side(HERE), side(THERE))
    assert (found.verdict, found.reason) == (Likeness.REPRODUCED, "same step, same fingerprint")
    assert [(pair.name, pair.same) for pair in found.jobs[0].steps] == [
        ("Run actions/checkout@v4", True), ("Install", True), ("Tests", True),
    ]  # fmt: skip
    assert found.both == (CAUSE,)


def test_what_had_to_differ_is_a_part_of_the_verdict() -> None:
    other = Substitution(SubstitutionKind.INTERPRETER, "Python 3.13", "Python 3.12")
    assert verdict(replace(side(HERE), substitutions=(other,)), side(THERE))[0] is Likeness.SUBSTITUTED


@pytest.mark.parametrize(
    ("here", "there", "expected", "reason"),
    [
        (side(HERE, causes=(replace(CAUSE, fingerprint="f2"),)), side(THERE), Likeness.NOT_REPRODUCED,
         "test: 'Tests' fails here for another reason"),
        (side(HERE, causes=()), side(THERE), Likeness.NOT_REPRODUCED,
         "test: 'Tests' fails here and there, but no cause is known on both sides that could be compared"),
        (side(replace(HERE, outcome=GOOD, steps=steps("Tests"))), side(THERE), Likeness.NOT_REPRODUCED,
         "test: green here, red there"),
        (side(replace(HERE, steps=steps("Install", "Tests", bad="Install"))), side(THERE), Likeness.NOT_REPRODUCED,
         "test: another step fails: 'Install' here, 'Tests' there"),
        (side(HERE), side(replace(THERE, outcome=GOOD, steps=steps("Tests"))), Likeness.NOT_REPRODUCED,
         "test is red here and not there"),
        (side(replace(HERE, cannot_run="it runs on windows")), side(THERE), Likeness.CANNOT_RUN,
         "test: it runs on windows"),
        (side(HERE), side(replace(THERE, name="x"), replace(THERE, name="y")), Likeness.CANNOT_RUN,
         "the runs have no job in common"),
        (side(GREEN), side(replace(GREEN, id="")),
         Likeness.REPRODUCED, "not red here, nor there"),
    ],
)  # fmt: skip
def test_verdicts(here: Side, there: Side, expected: Likeness, reason: str) -> None:
    assert verdict(here, there) == (expected, reason)


def test_jobs_that_only_one_run_has() -> None:
    found = compare(
        side(HERE, replace(HERE, name="lint", id="lint")), side(THERE, replace(THERE, name="docs"))
    )
    assert (found.alone_here, found.alone_there) == (("lint",), ("docs",))


def test_packages_and_variables() -> None:
    here = replace(
        HERE, packages=(("a", "1"), ("b", "2"), ("c", "3")), complete=True, variables=frozenset({"CI_A"})
    )
    there = replace(THERE, packages=(("a", "1"), ("b", "2.1"), ("d", "4")), variables=frozenset({"CI_B"}))
    (pair,) = compare(side(here), side(there)).jobs
    assert pair.packages == (PackageDifference("b", "2", "2.1"), PackageDifference("d", "", "4"))
    assert (pair.variables_here, pair.variables_there) == (("CI_A",), ("CI_B",))


def test_a_log_without_names_is_paired_by_commands() -> None:
    here = (SideStep("Tests", BAD, "Run pytest -q"), SideStep("Lint", SKIPPED))
    found = aligned(here, (SideStep("Run pytest -q", BAD), SideStep("Post job cleanup", GOOD)))
    assert [(a and a.name, b and b.name) for a, b in found] == [("Tests", "Run pytest -q"), ("Lint", None)]


NAMES = st.lists(st.sampled_from(["a", "b", "c", "Set up job", "Post x"]), max_size=9)


@settings(max_examples=80, deadline=None)
@given(NAMES, NAMES)
def test_every_step_is_shown_once_and_in_order(one: list[str], other: list[str]) -> None:
    found = aligned(steps(*one), steps(*other))
    for names, shown in ((one, [a for a, _ in found if a]), (other, [b for _, b in found if b])):
        assert [item.name for item in shown] == [name for name in names if len(name) == 1]
    assert all(a.name == b.name for a, b in found if a and b)
    if one == other:
        assert all(a and b for a, b in found)


LOG = raw(
    job(
        step(
            "pip install -r requirements.txt",
            [
                "Requirement already satisfied: Wheel>=0.3 in /opt/python/lib (0.43.0)",
                "Successfully installed Some_Thing-1.2.0 other-2.0rc1 typing-extensions-4.9.0",
            ],
        ),
        step("uv sync", [" + quick==3.1", " - gone==1.0", "Installed 1 package in 3ms"]),
        step("poetry install", ["  - Installing slow (1.0)", "  - Updating fresh (1.0 -> 2.0)"]),
        step("pytest", ["FAILED t.py::test_a - ValueError: no", "1 failed in 0.1s"], code=1),
    )
)


def test_what_a_log_says_of_packages() -> None:
    logs = [LogFile("ci.log", LOG)]
    found = of_diagnosis("ci.log", diagnose(logs), logs)
    assert dict(found.jobs[0].packages) == {
        "wheel": "0.43.0", "some-thing": "1.2.0", "other": "2.0rc1", "typing-extensions": "4.9.0", "quick": "3.1",
        "slow": "1.0", "fresh": "2.0",
    }  # fmt: skip
    assert [one.outcome for one in found.jobs[0].steps if one.name == "Run pytest"] == [BAD]


def hostile() -> Comparison:
    name = "x | <b>\x1b[31m\n`"
    here = replace(HERE, name=name, steps=(SideStep(name, BAD),), packages=(("p`|", "1"),), complete=True)
    there = replace(THERE, name=name, steps=(SideStep(name, GOOD),), packages=(("p`|", "2"),))
    return compare(side(here, causes=(replace(CAUSE, title=name),)), side(there))


def test_answers_are_free_of_what_would_act() -> None:
    found = hostile()
    for text in (compare_terminal.render(found, ascii_only=True), compare_markdown.render(found)):
        assert "\x1b" not in text
    rows = [line for line in compare_markdown.render(found).split("\n") if line.startswith("| x")]
    assert rows and all(row.replace("\\|", "").count("|") == 5 for row in rows)
    assert "<b>" not in compare_markdown.render(found).replace("\\<b>", "")


def test_the_page() -> None:
    text = compare_terminal.render(compare(side(HERE), side(THERE)))
    assert text.split("\n")[0] == "reproduced: same step, same fingerprint"
    assert "= failed    failed    Tests" in text
