from __future__ import annotations

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.app.names import Shown, align, located, named, steps_of
from regreen.logs.read import Reading, read
from regreen.model.run import Job, Outcome, Step
from regreen.sources.github import JobInfo, StepInfo

OK, FAILED, SKIPPED = Outcome.SUCCESS, Outcome.FAILURE, Outcome.SKIPPED


def at(second: int) -> str:
    return f"2026-03-02T09:{second // 60:02}:{second % 60:02}Z"


def info(number: int, name: str, first: int, last: int, outcome: Outcome = OK) -> StepInfo:
    return StepInfo(number, name, outcome, at(first), at(last))


def log(*lines: tuple[int, str]) -> bytes:
    return "".join(f"{at(second)[:-1]}.1234567Z {text}\n" for second, text in lines).encode()


def run(second: int, command: str, *output: str) -> list[tuple[int, str]]:
    echo = (f"##[group]Run {command}", command, "shell: /usr/bin/bash -e {0}", "##[endgroup]")
    return [(second, line) for line in (*echo, *output)]


START = [(0, "Current runner version: '2.331.0'")]
END = [(50, "Post job cleanup."), (52, "Cleaning up orphan processes")]
EXIT_1 = "##[error]Process completed with exit code 1."


def reading(data: bytes, known: list[StepInfo]) -> Reading:
    return read("test", data, "test", naming=lambda text, split: named(text, split, known))


def shown(found: Reading) -> list[tuple[str, Outcome]]:
    with_lines = {section.step for section in found.split.sections}
    return [(step.name, step.outcome) for i, (_, step) in enumerate(found.split.steps) if i in with_lines]


def test_steps_get_their_real_names() -> None:
    data = log(*START, *run(3, "pip install .", "fine"), *run(20, "pytest", "1 failed", EXIT_1), *END)
    known = [
        info(1, "Set up job", 0, 2),
        info(2, "Install", 3, 19),
        info(3, "Run the tests", 20, 40, FAILED),
        info(4, "Upload", 40, 40, SKIPPED),
        info(7, "Post Check out", 50, 51),
        info(8, "Complete job", 52, 52),
    ]
    found = reading(data, known)
    assert shown(found) == [
        ("Set up job", OK),
        ("Install", OK),
        ("Run the tests", FAILED),
        ("Post Check out", OK),
        ("Complete job", OK),
    ]
    assert {section.name for section in found.split.sections} == {
        "Set up job", "Install", "Run the tests", "Post Check out", "Complete job",
    }  # fmt: skip


def test_a_step_that_may_fail_did_not_fail() -> None:
    data = log(*run(1, "mypy src", EXIT_1), *run(5, "pytest", EXIT_1))
    known = [info(2, "Types", 1, 4), info(3, "Tests", 5, 9, FAILED)]
    assert shown(reading(data, known)) == [("Types", OK), ("Tests", FAILED)]


def test_all_commands_of_a_composite_action_are_one_step() -> None:
    commands = (*run(1, "./.github/actions/setup"), *run(1, "pip install uv"), *run(6, "uv sync", EXIT_1))
    data = log(*commands, *END)
    known = [
        info(2, "Prepare", 1, 9, FAILED),
        info(3, "Tests", 9, 9, SKIPPED),
        info(5, "Post Prepare", 50, 51),
    ]
    assert [name for name, _ in shown(reading(data, known))] == [
        "Prepare", "Prepare", "Prepare", "Post Prepare", "Post Prepare",
    ]  # fmt: skip


def test_steps_within_one_second_are_told_apart_by_their_titles() -> None:
    data = log(*run(1, "make a"), *run(1, "make b"), *run(1, "make c", EXIT_1))
    known = [info(2, "Run make a", 1, 1), info(3, "Run make b", 1, 1), info(4, "Run make c", 1, 1, FAILED)]
    assert [name for name, _ in shown(reading(data, known))] == ["Run make a", "Run make b", "Run make c"]


def test_a_failure_before_any_header_belongs_to_the_step_that_failed() -> None:
    data = log(
        *START, (2, "##[group]Checking docker version"), (4, "##[error]Failed to initialize container db")
    )
    known = [
        info(1, "Set up job", 0, 1),
        info(2, "Initialize containers", 2, 4, FAILED),
        info(3, "Tests", 5, 5, SKIPPED),
    ]
    assert shown(reading(data, known)) == [("Initialize containers", FAILED)]


def test_a_step_that_was_cancelled_in_silence_is_known_to_be() -> None:
    data = log(*run(1, "pytest", "collecting"))
    assert shown(reading(data, [info(2, "Tests", 1, 40, Outcome.CANCELLED)])) == [
        ("Tests", Outcome.CANCELLED)
    ]


def test_outcomes_are_not_believed_where_they_would_hide_the_only_failure() -> None:
    data = log(*run(1, "make lint"), *run(3, "make test", EXIT_1))
    known = [info(2, "Lint", 1, 2), info(3, "Tests", 3, 9)]
    assert shown(reading(data, known)) == [("Lint", OK), ("Tests", FAILED)]


def test_the_log_of_one_step_needs_no_guess() -> None:
    jobs = [JobInfo(1, "test", FAILED, steps=(info(2, "Types", 1, 4), info(3, "Tests", 5, 9, FAILED)))]
    known = steps_of(jobs, "test", 2)
    assert [step.name for step in known] == ["Types"]
    assert shown(reading(log(*run(1, "mypy src", EXIT_1)), list(known)))[-1] == ("Types", OK)


def test_jobs_of_the_same_name_cannot_be_told_apart() -> None:
    jobs = [JobInfo(i, "test", FAILED, steps=(info(1, "Tests", 1, 2),)) for i in (1, 2)]
    assert steps_of(jobs, "test") == ()
    assert steps_of(jobs, "other") == ()


def test_nothing_is_aligned_where_nothing_is_known() -> None:
    assert align([Shown("Run make", None, False)], []) == [None]
    assert align([], [info(1, "Tests", 0, 1)]) == []
    huge = [info(i, str(i), 0, 1) for i in range(1000)]
    assert align([Shown("", None, False)] * 1000, huge) == [None] * 1000


def test_the_job_of_the_service_gets_lines_scripts_and_codes() -> None:
    known = [info(2, "Types", 1, 4), info(3, "Tests", 5, 9, FAILED), info(4, "Deploy", 9, 9, SKIPPED)]
    found = reading(log(*run(1, "mypy src"), *run(5, "pytest", EXIT_1)), known)
    job = Job("test", "test", tuple(Step(s.name, 1, 0, s.outcome) for s in known), FAILED)
    steps = located(job, [step for _, step in found.split.steps]).steps
    assert [(s.name, s.first, s.last, s.exit_code, s.script) for s in steps] == [
        ("Types", 1, 4, None, "mypy src"),
        ("Tests", 5, 9, 1, "pytest"),
        ("Deploy", 1, 0, None, ""),
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from(["Run a", "Run b", "Post job cleanup"]), st.integers(0, 20), st.booleans()),
        max_size=8,
    ),
    st.lists(
        st.tuples(
            st.sampled_from(["Run a", "Tests", "Post Tests"]),
            st.integers(0, 20),
            st.sampled_from(list(Outcome)),
        ),
        max_size=8,
    ),
)
@settings(max_examples=100, deadline=None)
def test_steps_keep_their_order(
    logged: list[tuple[str, int, bool]], known: list[tuple[str, int, Outcome]]
) -> None:
    base = datetime.fromisoformat(at(0)).timestamp()
    steps = [Shown(title, base + second, failed) for title, second, failed in logged]
    infos = [info(i, name, second, second + 3, outcome) for i, (name, second, outcome) in enumerate(known)]
    found = align(steps, infos)
    assert len(found) == len(steps)
    if infos:
        places = [place for place in found if place is not None]
        assert len(places) == len(steps)
        assert places == sorted(places)
        assert all(place < len(infos) for place in places)
