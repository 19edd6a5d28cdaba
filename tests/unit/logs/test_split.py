"""Jobs, steps and parts of a log, from the marks of the services; what is not output is never taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.logs.read import Reading, read
from regreen.model.run import Outcome, Part
from support.ci_logs import job, raw, step, tab

FAILED = "FAILED tests/test_a.py::test_b - AssertionError"


def part(reading: Reading, number: int) -> Part:
    """The part that line `number` belongs to."""
    offset = reading.text.offset(number)
    return next(s.part for s in reading.split.sections if s.start <= offset < s.end)


def steps(reading: Reading) -> list[tuple[str, str, Outcome]]:
    return [(job_name, one.name, one.outcome) for job_name, one in reading.split.steps]


def numbered(lines: list[str], text: str) -> int:
    """The number of the first line that is `text`."""
    return lines.index(text) + 1


def test_a_raw_job_log() -> None:
    lines = job(step("pip install -e .", ["ok"]), step("pytest -q\npytest --lf", [FAILED], code=1))
    reading = read("x.log", raw(lines, bom="\ufeff"), job="unit")
    assert steps(reading) == [
        ("unit", "Set up job", Outcome.SUCCESS),
        ("unit", "Run actions/checkout@v4", Outcome.SUCCESS),
        ("unit", "Run pip install -e .", Outcome.SUCCESS),
        ("unit", "Run pytest -q", Outcome.FAILURE),
        ("unit", "Post job cleanup", Outcome.SUCCESS),
        ("unit", "Complete job", Outcome.SUCCESS),
    ]
    tests = reading.split.steps[3][1]
    assert (tests.script, tests.shell, tests.exit_code) == (
        "pytest -q\npytest --lf",
        "/usr/bin/bash -e {0}",
        1,
    )
    assert (tests.first, lines[tests.first - 1]) == (tests.first, "##[group]Run pytest -q")
    assert lines[tests.last - 1] == "##[error]Process completed with exit code 1."
    assert reading.split.steps[1][1].uses == "actions/checkout@v4"
    assert reading.split.jobs[0].outcome is Outcome.FAILURE


@pytest.mark.parametrize("colour", [True, False])
def test_the_echo_of_a_script_is_no_output(colour: bool) -> None:
    script = (
        "set -e\necho '::error::no'\nFAILED tests/test_a.py::test_b - x\npytest || true\nexit 1\n##[error]no"
    )
    lines = job(step(script, ["fine"], code=1, colour=colour))
    reading = read("x.log", raw(lines))
    first = numbered(lines, "##[group]Run set -e")
    assert {part(reading, number) for number in range(first, first + 10)} == {Part.HEADER}
    assert part(reading, numbered(lines, "fine")) is Part.OUTPUT
    assert [signal for signal in reading.signals if signal.line.part is Part.HEADER] == []
    assert reading.split.steps[2][1].script == script


def test_a_very_long_script_is_still_a_header() -> None:
    script = "\n".join(["python - <<EOF", *(f"print({i})" for i in range(600)), "EOF"])
    lines = job(step(script, ["out"], code=2))
    reading = read("x.log", raw(lines))
    assert reading.split.steps[2][1].script == script
    assert part(reading, numbered(lines, "out")) is Part.OUTPUT


def test_a_group_that_a_tool_calls_run_is_no_step() -> None:
    tool = [
        "##[group]Run tests",
        "one",
        "##[endgroup]",
        "##[group]Run more",
        "two",
        "##[group]Other",
        "##[endgroup]",
    ]
    reading = read("x.log", raw(job(step("make check", tool, code=1))))
    assert [one.name for _, one in reading.split.steps][2:4] == ["Run make check", "Post job cleanup"]


def test_composite_actions_nest_their_steps() -> None:
    outer = ["##[group]Run ./.github/actions/setup", "with:", "  extras: test", "##[endgroup]"]
    lines = job(outer, step("pip install uv", ["ok"]), step("uv sync", ["error: no"], code=2))
    found = [(one.name, one.uses, one.outcome) for _, one in read("x.log", raw(lines)).split.steps][2:5]
    assert found == [
        ("Run ./.github/actions/setup", "./.github/actions/setup", Outcome.SUCCESS),
        ("Run pip install uv", "", Outcome.SUCCESS),
        ("Run uv sync", "", Outcome.FAILURE),
    ]


def test_groups_inside_a_step_do_not_end_it() -> None:
    lines = job(step("make", ["##[group]Building", "x", "##[endgroup]", FAILED], code=1))
    reading = read("x.log", raw(lines))
    assert [one.outcome for _, one in reading.split.steps][2] is Outcome.FAILURE
    assert part(reading, numbered(lines, FAILED)) is Part.OUTPUT


def test_an_error_that_is_quoted_ends_nothing() -> None:
    quoted = [
        "old.log: ##[error]Process completed with exit code 1.",
        "> ##[error]The operation was canceled.",
    ]
    reading = read("x.log", raw(job(step("cat old.log", quoted))))
    assert [one.outcome for _, one in reading.split.steps] == [Outcome.SUCCESS] * 5


def test_a_failure_before_any_step() -> None:
    lines = [
        "Current runner version: '2.323.0'",
        "Prepare all required actions",
        "Getting action download info",
        "##[error]Unable to resolve action `acme/setup@v9`, unable to find version `v9`",
    ]
    reading = read("x.log", raw(lines))
    assert steps(reading) == [("", "Set up job", Outcome.FAILURE)]
    assert part(reading, 4) is Part.SETUP
    assert reading.signals[0].line.number == 4


def test_the_logs_of_service_containers_are_no_output() -> None:
    dump = [
        "Post job cleanup.",
        "Print service container logs: db_0a1b2c",
        "##[command]/usr/bin/docker logs --details 0a1b2c",
        ' 2025-03-04 05:06:07 UTC [1] LOG: worker "logical replication launcher" (PID 66) exited with exit code 1',
        ' FATAL:  role "root" does not exist',
        "Stop and remove container: db_0a1b2c",
        "##[command]/usr/bin/docker rm --force 0a1b2c",
    ]
    lines = job(step("pytest", ["1 passed in 0.1s"]), dump)
    reading = read("x.log", raw(lines))
    assert {part(reading, numbered(lines, line)) for line in dump[1:5]} == {Part.SERVICE}
    assert part(reading, numbered(lines, dump[5])) is Part.POST
    assert all(one.outcome is Outcome.SUCCESS for _, one in reading.split.steps)


def test_a_step_that_may_fail_is_followed_by_others() -> None:
    reading = read(
        "x.log", raw(job(step("mypy", ["x.py:1: error: no"], code=1), step("pytest", ["1 passed in 0.1s"])))
    )
    assert [one.outcome for _, one in reading.split.steps][2:4] == [Outcome.FAILURE, Outcome.SUCCESS]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("##[error]The operation was canceled.", Outcome.CANCELLED),
        ("##[error]The runner has received a shutdown signal.", Outcome.CANCELLED),
        ("##[error]The action 'Run tests' has timed out after 10 minutes.", Outcome.TIMED_OUT),
        ("##[error]Process completed with exit code -1073741819.", Outcome.FAILURE),
    ],
)
def test_how_a_step_ended(text: str, outcome: Outcome) -> None:
    reading = read("x.log", raw(job(step("pytest", ["...", text]))))
    assert reading.split.steps[2][1].outcome is outcome
    assert reading.split.jobs[0].outcome is outcome


def test_an_action_fails_by_its_own_error_and_a_script_does_not() -> None:
    action = ["##[group]Run acme/upload@v2", "with:", "  path: x", "##[endgroup]", "##[error]no files"]
    reading = read("x.log", raw(job(action, step("pytest", ["##[error]problem matcher", "1 passed in 1s"]))))
    assert [one.outcome for _, one in reading.split.steps][2:4] == [Outcome.FAILURE, Outcome.SUCCESS]


def test_debug_lines_are_nobodys_output() -> None:
    noise = [
        "##[debug]Evaluating: success()",
        "##[debug]error: FAILED tests/x.py::y - z",
        "##[debug]....exit code 1",
    ]
    script = step("pytest", [*noise, "E   assert 1 == 2", *noise, FAILED], code=1)
    script[2:2] = noise  # in the middle of the header
    lines = job(script, noise)
    reading = read("x.log", raw(lines))
    assert reading.split.steps[2][1].script == "pytest"
    assert [s.line.number for s in reading.signals if s.tool == "pytest"] == [numbered(lines, FAILED)]
    assert not [line for line in reading.output(2) if line.text.startswith("##[debug]")]


def test_several_jobs_in_the_text_of_gh() -> None:
    text = (
        tab("lint", "Set up job", ["Current runner version: '2.323.0'"])
        + tab("lint", "Run ruff", step("ruff check", ["x.py:1:1: F401 unused"], code=1))
        + tab("unit (3.12)", "UNKNOWN STEP", job(step("pytest", [FAILED], code=1)))
    )
    reading = read("x.log", text.encode())
    assert [(one.name, one.outcome) for one in reading.split.jobs] == [
        ("lint", Outcome.FAILURE),
        ("unit (3.12)", Outcome.FAILURE),
    ]
    assert [name for _, name, _ in steps(reading)][:2] == ["Set up job", "Run ruff"]
    assert ("unit (3.12)", "Run pytest", Outcome.FAILURE) in steps(reading)


@pytest.mark.parametrize("between", ["\t", "   "])
def test_steps_without_any_mark_are_told_by_their_names(between: str) -> None:
    text = "".join(
        tab("unit", f"Step {i}", [f"line {i}.{k}" for k in range(i + 1)], between=between) for i in range(9)
    )
    reading = read("x.log", text.encode())
    assert [one.name for _, one in reading.split.steps] == [f"Step {i}" for i in range(9)]
    assert [one.last - one.first + 1 for _, one in reading.split.steps] == list(range(1, 10))


def test_lines_without_prefix_belong_to_the_step_before() -> None:
    text = (
        tab("lint", "Run ruff", ["a.py:1:1: F401 unused"])
        + "  help: remove it\n"
        + tab("lint", "Next", ["done"])
    )
    reading = read("x.log", text.encode())
    assert [(one.name, one.first, one.last) for _, one in reading.split.steps] == [
        ("Run ruff", 1, 2),
        ("Next", 3, 3),
    ]


def test_a_copy_of_the_web_page() -> None:
    page = """Run pytest -q
  pytest -q
  shell: /usr/bin/bash -e {0}
  env:
    CI_MODE: exit 1
FAILED tests/test_a.py::test_b - AssertionError
Error: Process completed with exit code 1.
Run codecov/codecov-action@v4
"""
    reading = read("x.log", page.encode())
    assert [part(reading, number) for number in (1, 3, 5, 6)] == [Part.HEADER] * 3 + [Part.OUTPUT]
    first = reading.split.steps[0][1]
    assert (first.name, first.script.strip(), first.exit_code) == ("Run pytest -q", "pytest -q", 1)


def test_travis() -> None:
    log = (
        "travis_fold:start:worker_info\r\x1b[0K\x1b[33;1mWorker information\x1b[0m\n"
        "hostname: x\ntravis_fold:end:worker_info\r\x1b[0K"
        "travis_fold:start:install\r\x1b[0Ktravis_time:start:0a1b\r\x1b[0K$ pip install .\n"
        "done\ntravis_fold:end:install\r\x1b[0K\n"
        'The command "flake8" exited with 0.\n' + FAILED + '\nThe command "pytest" exited with 1.\n\n'
        "Done. Your build exited with 1.\n"
    )
    reading = read("x.log", log.encode())
    assert part(reading, 1) is Part.SETUP
    named = {one.name: (one.outcome, one.exit_code) for _, one in reading.split.steps}
    assert named["flake8"] == (Outcome.SUCCESS, 0)
    assert named["pytest"] == (Outcome.FAILURE, 1)
    assert reading.split.jobs[0].outcome is Outcome.FAILURE


@pytest.mark.parametrize("stamped", [False, True])
def test_gitlab(stamped: bool) -> None:
    lines = [
        "Running with gitlab-runner 17.0.0",
        "section_start:1700000000:prepare_executor\r\x1b[0K\x1b[0K\x1b[36;1mPreparing\x1b[0;m",
        "section_end:1700000001:prepare_executor\r\x1b[0Ksection_start:1700000001:step_script\r\x1b[0K\x1b[0KExecuting",
        "$ pytest",
        FAILED,
        "section_end:1700000009:step_script\r\x1b[0Ksection_start:1700000009:after_script\r\x1b[0K",
        "$ cat coverage.xml",
        "section_end:1700000010:after_script\r\x1b[0K",
        "\x1b[31;1mERROR: Job failed: exit code 3",
    ]
    before = "2025-03-04T05:06:07.000000Z 00O " if stamped else ""
    reading = read("x.log", "".join(f"{before}{line}\n" for line in lines).encode())
    named = {one.name: one for _, one in reading.split.steps}
    assert (named["step_script"].outcome, named["step_script"].exit_code) == (Outcome.FAILURE, 3)
    assert [part(reading, number) for number in (2, 5, 7)] == [Part.SETUP, Part.OUTPUT, Part.POST]
    assert [s.line.number for s in reading.signals if s.tool == "pytest"] == [5]


def test_read_the_docs() -> None:
    log = (
        "Read the Docs build information\nBuild id: 7\n\n"
        "[rtd-command-info] start-time: 2025-03-04T05:06:07Z, duration: 1, exit-code: 0\n"
        "git clone --depth 1 https://example.org/a.git .\nCloning into '.'...\n\n"
        "[rtd-command-info] start-time: 2025-03-04T05:06:09Z, duration: 10, exit-code: 2\n"
        "python -m sphinx -W -b html . out\nWarning, treated as error:\n"
    )
    found = [(one.name, one.outcome, one.exit_code) for _, one in read("x.log", log.encode()).split.steps]
    assert found[1:] == [
        ("git clone --depth 1 https://example.org/a.git .", Outcome.SUCCESS, 0),
        ("python -m sphinx -W -b html . out", Outcome.FAILURE, 2),
    ]


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"one line", b"\xff\xfe", b"\x00\x01\x02\n\x03", b"##[group]Run ", b"shell: {0}"]
)
def test_there_is_always_a_step(data: bytes) -> None:
    reading = read("x.log", data)
    assert len(reading.split.steps) >= 1
    assert reading.step_index(1) == 0


def test_a_log_that_was_cut_off_says_nothing_of_its_last_step() -> None:
    whole = raw(job(step("pytest", ["collecting", "x" * 200], code=1)))
    reading = read("x.log", whole[: whole.index(b"x" * 100) + 50])
    assert reading.split.steps[-1][1].outcome is Outcome.UNKNOWN
    assert reading.split.jobs[0].outcome is Outcome.UNKNOWN


MARKED = [
    "##[group]Run pytest",
    "##[group]Run acme/x@v1",
    "shell: /usr/bin/bash -e {0}",
    "  shell: sh {0}",
    "    env:",
    "with:",
    "##[endgroup]",
    "##[error]Process completed with exit code 1.",
    "Error: Process completed with exit code 2.",
    "Post job cleanup.",
    "Cleaning up orphan processes",
    "Print service container logs: x",
    "Stop and remove container: x",
    "Current runner version: '2'",
    "travis_fold:start:install\r",
    "travis_fold:end:install\r",
    'The command "a" exited with 1.',
    "section_start:17:step_script\r\x1b[0K",
    "section_end:17:step_script\rsection_start:18:after_script",
    "ERROR: Job failed: exit code 1",
    "[rtd-command-info] duration: 1, exit-code: 1",
    "text",
    "",
]


@settings(max_examples=120)
@given(
    st.lists(st.sampled_from(MARKED), max_size=40),
    st.sampled_from(["plain", "raw", "tab"]),
    st.lists(st.sampled_from(["a", "b", "Post x", "Set up job"]), min_size=1, max_size=6),
)
def test_the_parts_are_the_whole_log_without_gap_or_overlap(
    lines: list[str], layout: str, names: list[str]
) -> None:
    if layout == "tab":
        cut = max(1, len(lines) // len(names))
        pieces = [tab("j", name, lines[i * cut : (i + 1) * cut]) for i, name in enumerate(names)]
        data = "".join(pieces).encode()
    else:
        data = raw(lines) if layout == "raw" else "\n".join(lines).encode()
    reading = read("x.log", data)
    data = bytes(reading.text.data)
    at = 0
    for section in reading.split.sections:
        assert section.start == at
        assert section.end > section.start
        assert data[: section.start].endswith(b"\n") or section.start == 0
        assert 0 <= section.step < len(reading.split.steps)
        at = section.end
    assert at == len(data)
    firsts = [one.first for _, one in reading.split.steps]
    assert firsts == sorted(firsts)
    assert [s.step for s in reading.split.sections] == sorted(s.step for s in reading.split.sections)
    for job_ in reading.split.jobs:
        assert all(one in [s for name, s in reading.split.steps if name == job_.name] for one in job_.steps)
