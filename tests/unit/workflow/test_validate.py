from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.finding import Severity
from regreen.model.text import Source
from regreen.workflow.actions import load_action
from regreen.workflow.load import load_workflow
from regreen.workflow.problems import Problem
from regreen.workflow.validate import validate_action, validate_workflow

TODAY = date(2026, 11, 21)


def problems(text: str) -> list[Problem]:
    return list(validate_workflow(load_workflow(Source("ci.yml", text)), TODAY))


def found(text: str) -> list[tuple[str, str]]:
    """Ids of the problems, and what each one underlines."""
    return [(p.id, text[p.span.start : p.span.end]) for p in problems(text)]


def job(body: str, on: str = "push") -> str:
    """A workflow whose only job has this body (indented by four)."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"on: {on}\njobs:\n  test:\n{lines}"


def steps(*items: str) -> str:
    return job("runs-on: ubuntu-latest\nsteps:\n" + "\n".join(f"  - {item}" for item in items))


GOOD = """\
name: Good
run-name: ${{ github.actor }}
on:
  push: {branches: [main], paths-ignore: ['docs/**']}
  pull_request:
    types: [opened, synchronize]
  schedule: [{cron: '0 4 * * *', timezone: Europe/Berlin}]
  workflow_dispatch: {inputs: {debug: {type: boolean, default: false}}}
  workflow_call:
    inputs: {level: {type: string, default: 'x'}}
    secrets: {token: {required: true}}
    outputs: {sha: {value: '${{ jobs.build.outputs.sha }}'}}
permissions: {contents: read, id-token: write}
env: {A: '${{ secrets.A }}'}
defaults: {run: {shell: bash}}
concurrency: {group: '${{ github.ref }}', cancel-in-progress: true}
jobs:
  build:
    runs-on: ${{ matrix.os }}
    strategy:
      matrix:
        os: [ubuntu-latest, windows-latest]
        py: ['3.12', '3.13']
        include: [{os: macos-latest, extra: true}]
    permissions: {}
    container: null
    outputs: {sha: '${{ steps.one.outputs.sha }}'}
    timeout-minutes: 10
    env: {B: '${{ matrix.extra && secrets.B }}'}
    services:
      db: {image: 'postgres:16', ports: ['5432:5432'], env: {X: '${{ secrets.X }}'}}
    steps:
      - {id: one, uses: actions/checkout@v4, with: {token: '${{ secrets.T }}'}}
      - run: echo ${{ steps.one.outputs.x }} ${{ env.A }} ${{ inputs.level }} ${{ runner.os }}
        if: always() && hashFiles('x') != ''
        continue-on-error: ${{ matrix.py == '3.13' }}
  after:
    needs: [build]
    if: needs.build.result == 'success' || failure()
    runs-on: [self-hosted, linux]
    environment: {name: prod, url: '${{ steps.d.outputs.url }}'}
    steps:
      - {run: deploy, id: d}
      - {uses: ./.github/actions/x}
      - {uses: 'docker://alpine:3'}
  call:
    needs: after
    uses: octo/repo/.github/workflows/x.yml@v1
    with: {a: '${{ needs.after.result }}'}
    secrets: inherit
"""


def test_a_good_workflow_has_no_problems() -> None:
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "jobs: {a: {runs-on: x-y, steps: [{run: x}]}}",
            [("missing-key", "jobs"), ("unknown-runner", "x-y")],
        ),
        ("on: push\n", [("missing-key", "on")]),
        ("on: push\njobs: {}\n", [("empty-mapping", "{}"), ("no-jobs", "{}")]),
        ("on: push\njobs:\n", [("empty-value", "jobs")]),
        (job("runs-on: ubuntu-latest\nsteps: []"), [("empty-list", "[]")]),
        (job("runs-on: ubuntu-latest"), [("missing-key", "test")]),
        (job("steps: [{run: x}]"), [("missing-key", "test")]),
        (job("runs-on:\nsteps: [{run: x}]"), [("empty-value", "runs-on")]),
        (
            job("runs_on: ubuntu-latest\nsteps: [{run: x}]"),
            [("missing-key", "test"), ("unknown-key", "runs_on")],
        ),
        (steps("{run: x, timeout-minute: 3}"), [("unknown-key", "timeout-minute")]),
        (steps("{run: x, timeout-minutes: soon}"), [("wrong-type", "soon")]),
        (steps("{run: x, timeout-minutes: 0}"), [("wrong-value", "0")]),
        (steps("{run: x, continue-on-error: 'true'}"), [("wrong-type", "'true'")]),
        (steps("{run: x, env: [A]}"), [("wrong-type", "[A]")]),
        (steps("{run: [x]}"), [("wrong-type", "[x]")]),
        (steps("{run: x, env: {}}"), [("empty-mapping", "{}")]),
        (steps("{run: x, with: {a: b}}"), [("conflicting-keys", "with")]),
        (steps("{uses: a/b@v1, run: x}"), [("conflicting-keys", "run")]),
        (steps("{name: x}"), [("missing-key", "name")]),
        (steps("{run: x, shell: ''}"), [("empty-value", "''")]),
        (steps("{run: x, run: y}"), [("duplicate-key", "run")]),
        (steps("{run: x, env: {a: 1, A: 2}}"), [("duplicate-key", "A")]),
        (steps("{run: x, <<: {env: {a: 1}}}"), [("merge-key", "<<")]),
        (steps("{run: x, id: '${{ github.sha }}'}"), [("expression-not-allowed", "'${{ github.sha }}'")]),
        (steps("{run: x, shell: '${{ env.S }}'}"), [("expression-not-allowed", "'${{ env.S }}'")]),
        (steps("{run: x, shell: '${{ format(1) }} {0}'}"), []),
        (job("runs-on: ubuntu-latest\nsteps: x"), [("wrong-type", "x")]),
        (
            job("runs-on: ubuntu-latest\nuses: a/b/.github/workflows/c.yml@v1"),
            [("conflicting-keys", "runs-on")],
        ),
        (job("uses: a/b/.github/workflows/c.yml@v1\nsteps: []"), [("conflicting-keys", "steps")]),
        (job("runs-on: ubuntu-latest\nsteps: [{run: x}]\nwith: {a: b}"), [("conflicting-keys", "with")] * 1),
        (
            job("runs-on: ubuntu-latest\nstrategy: {max-parallel: 1.5}\nsteps: [{run: x}]"),
            [("wrong-type", "1.5")],
        ),
        (
            job("runs-on: ubuntu-latest\ncontainer: {env: {A: b}}\nsteps: [{run: x}]"),
            [("missing-key", "container")],
        ),
        (
            job(
                "runs-on: ubuntu-latest\npermissions: {content: read, pages: admin, id-token: read}\nsteps: [{run: x}]"
            ),
            [("unknown-key", "content"), ("unknown-value", "admin"), ("unknown-value", "read")],
        ),
        (job("runs-on: ubuntu-latest\npermissions: read\nsteps: [{run: x}]"), [("unknown-value", "read")]),
    ],
)
def test_structure(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("pusj", [("unknown-event", "pusj")]),
        ("[push, Fork]", [("unknown-event", "Fork")]),
        ("{pull_requests: null}", [("unknown-event", "pull_requests")]),
        ("{pull_request: {tags: [x]}}", [("unknown-key", "tags")]),
        ("{push: {branch: main}}", [("unknown-key", "branch")]),
        ("{issues: {types: [created]}}", [("unknown-value", "created")]),
        ("{push: {branches: [a], branches-ignore: [b]}}", [("exclusive-filters", "branches-ignore")]),
        ("{push: {branches: ['v[0-']}}", [("filter-pattern", "[0-'")]),
        ("{push: {paths: ['./src']}}", [("filter-pattern", "'./src'")]),
        ("schedule", [("event-not-configured", "schedule")]),
        ("{schedule: [{cron: '0 4 * *'}]}", [("invalid-cron", "'0 4 * *'")]),
        ("{schedule: [{cron: '* * * * *'}]}", [("cron-too-often", "'* * * * *'")]),
        ("{schedule: [{cron: '0 4 * * *', timezone: Mars/Crater}]}", [("unknown-timezone", "Mars/Crater")]),
        ("{workflow_run: {types: [completed]}}", [("event-not-configured", "workflow_run")]),
        ("{workflow_dispatch: {inputs: {a: {type: choice}}}}", [("input-options", "a")]),
        ("{workflow_dispatch: {inputs: {a: {type: choice, options: [x, x]}}}}", [("input-options", "x")]),
        ("{workflow_dispatch: {inputs: {a: {options: [x]}}}}", [("input-options", "options")]),
        (
            "{workflow_dispatch: {inputs: {a: {type: choice, options: [x], default: y}}}}",
            [("input-default", "y")],
        ),
        ("{workflow_dispatch: {inputs: {a: {type: boolean, default: maybe}}}}", [("input-default", "maybe")]),
        ("{workflow_dispatch: {inputs: {a: {type: text}}}}", [("unknown-value", "text")]),
        ("{workflow_call: {inputs: {a: {default: x}}}}", [("missing-key", "a")]),
        ("{workflow_call: {inputs: {a: {type: number, default: x}}}}", [("input-default", "x")]),
        (
            "{workflow_call: {inputs: {a: {type: string, required: true, default: x}}}}",
            [("input-default", "x")],
        ),
        (
            "{workflow_call: {inputs: {a: {type: string, default: '${{ inputs.b }}'}, b: {type: string}}}}",
            [("unknown-property", "b")],
        ),
        ("{workflow_call: {outputs: {o: {}}}}", [("missing-key", "o")]),
    ],
)
def test_events(on: str, expected: list[tuple[str, str]]) -> None:
    assert found(job("runs-on: ubuntu-latest\nsteps: [{run: x}]", on)) == expected


def test_too_many_dispatch_inputs() -> None:
    inputs = ", ".join(f"i{n}: {{}}" for n in range(26))
    text = job(
        "runs-on: ubuntu-latest\nsteps: [{run: x}]", f"{{workflow_dispatch: {{inputs: {{{inputs}}}}}}}"
    )
    assert ("too-many-inputs", "workflow_dispatch") in found(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (steps("{run: x, id: 1st}"), [("invalid-id", "1st")]),
        (steps("{run: x, id: __a}"), [("invalid-id", "__a")]),
        (steps("{run: x, id: a}", "{run: x, id: A}"), [("duplicate-id", "A")]),
        (steps("uses: actions/checkout"), [("invalid-uses", "actions/checkout")]),
        (steps("uses: checkout@v4"), [("invalid-uses", "checkout@v4")]),
        (steps("{uses: 'docker://x:'}"), [("invalid-uses", "'docker://x:'")]),
        (job("uses: ./x.yml@main"), [("invalid-uses", "./x.yml@main")]),
        (job("uses: a/b@v1"), [("invalid-uses", "a/b@v1")]),
        (job("needs: nope\nruns-on: ubuntu-latest\nsteps: [{run: x}]"), [("unknown-need", "nope")]),
        (job("needs: test\nruns-on: ubuntu-latest\nsteps: [{run: x}]"), [("needs-cycle", "test")]),
        ("on: push\njobs: {a.b: {runs-on: ubuntu-latest, steps: [{run: x}]}}", [("invalid-id", "a.b")]),
    ],
)
def test_jobs(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("runs_on", "step", "expected"),
    [
        ("ubuntu-lastest", "run: x", [("unknown-runner", "ubuntu-lastest")]),
        ("ubuntu-20.04", "run: x", [("retired-runner", "ubuntu-20.04")]),
        ("ubuntu-22.04", "run: x", [("retiring-runner", "ubuntu-22.04")]),
        ("[self-hosted, gpu]", "run: x", []),
        ("[ubuntu-latest, windows-latest]", "run: x", [("conflicting-runners", "windows-latest")]),
        ("{group: big, labels: [linux, mine]}", "run: x", [("unknown-runner", "mine")]),
        ("ubuntu-latest", "{run: x, shell: fish}", [("unknown-shell", "fish")]),
        ("ubuntu-latest", "{run: x, shell: 'fish {0}'}", []),
        ("ubuntu-latest", "{run: x, shell: cmd}", [("shell-not-available", "cmd")]),
        ("windows-latest", "{run: x, shell: cmd}", []),
    ],
)
def test_runners(runs_on: str, step: str, expected: list[tuple[str, str]]) -> None:
    assert found(job(f"runs-on: {runs_on}\nsteps:\n  - {step}")) == expected


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        ("{os: []}", [("empty-vector", "[]")]),
        ("{n: [1, 2, 1]}", [("repeated-value", "1")]),
        ("{n: [1, 2], exclude: [{n: 3}]}", [("idle-exclude", "3")]),
        ("{n: [1, 2], exclude: [{m: 1}]}", [("idle-exclude", "m")]),
        ("{n: [{a: 1, b: 2}], exclude: [{n: {a: 1}}]}", []),
        ("{n: ['${{ github.sha }}'], exclude: [{n: 3}]}", []),
        (f"{{a: {list(range(20))}, b: {list(range(20))}}}", [("too-many-legs", "{a")]),
    ],
)
def test_matrices(matrix: str, expected: list[tuple[str, str]]) -> None:
    text = job(f"runs-on: ubuntu-latest\nstrategy: {{matrix: {matrix}}}\nsteps: [{{run: x}}]")
    assert [(name, cut[:2] if name == "too-many-legs" else cut) for name, cut in found(text)] == expected


def test_labels_in_a_matrix_are_looked_at_where_they_stand() -> None:
    text = job(
        "runs-on: ${{ matrix.os }}\nstrategy:\n  matrix:\n    os: [ubuntu-latest, macos-12]\n"
        "    include: [{os: windows-2019}]\nsteps: [{run: x}]"
    )
    assert found(text) == [("retired-runner", "macos-12"), ("retired-runner", "windows-2019")]


def test_an_image_is_not_gone_before_its_day() -> None:
    text = job("runs-on: ubuntu-20.04\nsteps: [{run: x}]")
    workflow = load_workflow(Source("ci.yml", text))
    assert [p.id for p in validate_workflow(workflow, date(2027, 5, 1))] == ["retired-runner"]
    text = text.replace("20.04", "22.04")
    workflow = load_workflow(Source("ci.yml", text))
    assert [p.id for p in validate_workflow(workflow, date(2026, 1, 1))] == []
    assert [p.id for p in validate_workflow(workflow, date(2027, 5, 1))] == ["retired-runner"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (steps("run: x", "{run: x, if: secrets.A != ''}"), [("context-not-available", "secrets")]),
        (steps("run: echo ${{ nope.a }}"), [("unknown-context", "nope")]),
        (steps("run: echo ${{ github.a b }}"), [("invalid-expression", "b")]),
        (steps("run: echo ${{ github.sha"), [("invalid-expression", "${{ github.sha")]),
        (steps("run: echo ${{ }}"), [("invalid-expression", " }}")]),
        (steps("run: echo ${{ startWith('a', 'b') }}"), [("invalid-expression", "s")]),
        (steps("run: echo ${{ success() }}"), [("function-not-available", "success()")]),
        (steps("run: echo ${{ steps.a.outputs.b }}"), [("unknown-property", "a")]),
        (steps("run: echo ${{ steps.a.outputs.b }}", "{run: x, id: a}"), [("unknown-property", "a")]),
        (steps("run: echo ${{ matrix.py }}"), [("unknown-property", "py")]),
        (steps("run: echo ${{ needs.build.result }}"), [("unknown-property", "build")]),
        (steps("run: echo ${{ inputs.a }}"), [("unknown-property", "a")]),
        (steps("run: echo ${{ github.evnt }}"), [("unknown-property", "evnt")]),
        (steps("run: echo ${{ github.event }}"), [("object-in-text", "github.event")]),
        (
            steps("{run: x, if: \"${{ github.ref }} == 'x'\"}"),
            [("condition-always-true", "\"${{ github.ref }} == 'x'\"")],
        ),
        (steps("{run: x, env: '${{ github.ref }}'}"), [("object-in-text", "github.ref")]),
        (steps("run: echo ${{ fromJSON('[') }}"), [("invalid-json", "'['")]),
        (job("if: env.A\nruns-on: ubuntu-latest\nsteps: [{run: x}]"), [("context-not-available", "env")]),
        (
            job("runs-on: ubuntu-latest\nenv: {A: '${{ runner.os }}'}\nsteps: [{run: x}]"),
            [("context-not-available", "runner")],
        ),
        (
            job("runs-on: ubuntu-latest\noutputs: {o: '${{ steps.a.outputs.x }}'}\nsteps: [{run: x, id: b}]"),
            [("unknown-property", "a")],
        ),
    ],
)
def test_expressions(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_an_expression_in_a_block_is_underlined_where_it_stands() -> None:
    text = steps("run: |\n      echo ü\n\n      echo ${{ bogus.x }}\n")
    assert found(text) == [("unknown-context", "bogus")]


def test_refused_is_an_error_and_odd_a_warning() -> None:
    (refused,) = problems(steps("{run: x, if: secrets.A}"))
    (odd,) = problems(steps("run: echo ${{ steps.a.outcome }}"))
    assert (refused.severity, odd.severity) == (Severity.ERROR, Severity.WARNING)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (steps("{run: x, timeout_minutes: 3}"), "timeout_minutes", "timeout-minutes"),
        (job("runs-on: ubuntu-lastest\nsteps: [{run: x}]"), "ubuntu-lastest", "ubuntu-latest"),
        (job("runs-on: ubuntu-20.04\nsteps: [{run: x}]"), "ubuntu-20.04", "ubuntu-24.04"),
        (job("runs-on: ubuntu-latest\nsteps: [{run: x}]", "Push"), "Push", "push"),
    ],
)
def test_a_certain_correction_is_offered(text: str, old: str, new: str) -> None:
    (edit,) = [p.replacement for p in problems(text) if p.replacement]
    assert (edit.old, edit.new) == (old, new)
    fixed = text[: edit.span.start] + edit.new + text[edit.span.end :]
    assert [p for p in problems(fixed) if p.severity is Severity.ERROR] == []


def test_no_correction_where_it_is_not_certain() -> None:
    assert all(p.replacement is None for p in problems(steps("{run: x, evn: {A: 1}}")))


def test_aliases_are_looked_at_once_and_bad_ones_reported() -> None:
    text = job("runs-on: ubuntu-latest\nsteps:\n  - &s {run: x, bogus: 1}\n  - *s\n  - *t")
    ids = [name for name, _ in found(text)]
    assert ids.count("unknown-key") == 1
    assert "yaml-syntax" in ids


def test_related_places_complete_the_picture() -> None:
    body = "runs-on: linux, steps: [{run: x}]"
    text = f"on: push\njobs: {{a: {{needs: b, {body}}}, b: {{needs: a, {body}}}}}"
    (cycle,) = [p for p in problems(text) if p.id == "needs-cycle"]
    assert "a -> b -> a" in cycle.message
    assert [text[s.start : s.end] for s in cycle.related] == ["b", "a"]


def test_an_unreadable_file_has_one_problem() -> None:
    assert [p.id for p in problems("a: b: c\n")] == ["yaml-syntax"]
    assert [p.id for p in problems("- a\n")] == ["not-a-mapping"]
    assert [p.id for p in problems("")] == ["not-a-mapping"]


def action(text: str) -> list[tuple[str, str]]:
    loaded = load_action(Source("action.yml", text))
    return [(p.id, text[p.span.start : p.span.end]) for p in validate_action(loaded)]


def test_actions() -> None:
    head = "name: x\ninputs: {a: {default: '${{ github.token }}'}}\nruns:\n  using: composite\n  steps:\n"
    assert action(head + "    - {run: 'echo ${{ inputs.a }}', shell: bash}\n") == []
    assert action(head + "    - {run: x}\n") == [("missing-key", "run")]
    assert action(head + "    - {run: 'echo ${{ inputs.b }} ${{ secrets.c }}', shell: sh}\n") == [
        ("unknown-property", "b"),
        ("context-not-available", "secrets"),
    ]
    assert action("name: x\nruns: {using: node14, main: a.js}\n") == [("unknown-value", "node14")]
    assert action("name: x\n") == [("missing-key", "name")]
    assert action("runs: {steps: [{run: x, shell: sh}]}\n") == [("missing-key", "runs")]
    assert action("runs: {main: a.js}\n") == [("missing-key", "runs")]


_PIECES = [
    "{}",
    "[]",
    "~",
    "${{ x",
    "${{ }}",
    "*a",
    "&a ",
    "''",
    ": ",
    "- ",
    "\n",
    "  ",
    "<<: ",
    "|",
    "\ufeff",
    "é",
]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(GOOD)), st.integers(0, 12), st.sampled_from(["", *_PIECES])), max_size=5
    )
)
def test_a_damaged_file_never_crashes_and_every_place_exists(damage: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for at, cut, piece in damage:
        text = text[:at] + piece + text[at + cut :]
    for problem in problems(text):
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
        if edit := problem.replacement:
            assert text[edit.span.start : edit.span.end] == edit.old


@pytest.mark.parametrize(
    ("uses", "severity"),
    [
        ("./actions/mine", None),
        (".\\actions\\mine", None),
        ("owner/repo/folder@v1", None),
        ("owner/repo@v1@v2", Severity.ERROR),
        ("owner/repo/.github/workflows/ci.yml@v1", Severity.ERROR),
        ("two words/repo@v1", Severity.WARNING),
    ],
)
def test_what_a_step_uses(uses: str, severity: Severity | None) -> None:
    assert [p.severity for p in problems(steps(f"uses: {uses}"))] == [severity] * (severity is not None)


@pytest.mark.parametrize(
    ("uses", "severity"),
    [
        ("./.github/workflows/ci.yml", None),
        ("o.wner/re-po/.github/workflows/ci.yaml@feature/x", None),
        ("./.github/workflows/ci.yml@main", Severity.ERROR),
        ("./.github/workflows/deeper/ci.yml", Severity.ERROR),
        ("./ci.yml", Severity.ERROR),
        ("./.github/workflows/ci.txt", Severity.ERROR),
        ("./.github/workflows/.yml", Severity.ERROR),
        ("ci.yml@v1", Severity.ERROR),
        ("owner/.github/workflows/ci.yml@v1", Severity.ERROR),
        ("own*er/repo/.github/workflows/ci.yml@v1", Severity.ERROR),
        ("owner/repo/.github/workflows/ci.yml", Severity.ERROR),
        ("owner/repo/.github/workflows/ci.yml@v1@v2", Severity.ERROR),
        ("owner/repo/.github/workflows/ci.yml@v1..v2", Severity.ERROR),
        ("owner/repo/.github/workflows/ci.yml@/v1", Severity.ERROR),
        ("owner/repo/.github/workflows/ci.yml@main.lock", Severity.ERROR),
        ("owner/repo/ci.yml@v1", Severity.WARNING),
    ],
)
def test_what_a_job_calls(uses: str, severity: Severity | None) -> None:
    assert [p.severity for p in problems(job(f"uses: {uses}"))] == [severity] * (severity is not None)


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("big", []),
        ("organization/big", []),
        ("ent/big", []),
        ("ent/", [("unknown-value", "ent/")]),
        ("team/big", [("unknown-value", "team/big")]),
        ("org/team/big", [("unknown-value", "org/team/big")]),
    ],
)
def test_runner_groups(group: str, expected: list[tuple[str, str]]) -> None:
    assert found(job(f"runs-on: {{group: {group}}}\nsteps: [{{run: x}}]")) == expected


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("ci", "ci", [("concurrency-deadlock", "ci")]),
        ("{group: ci}", "{group: ci}", [("concurrency-deadlock", "ci")]),
        ("ci", "test", []),
        ("'${{ github.ref }}'", "'${{ github.ref }}'", []),
        ("{group: a, queue: max, cancel-in-progress: true}", "b", [("conflicting-keys", "max")]),
        ("{group: a, queue: max, cancel-in-progress: false}", "b", []),
    ],
)
def test_concurrency(outer: str, inner: str, expected: list[tuple[str, str]]) -> None:
    text = job(f"concurrency: {inner}\nruns-on: ubuntu-latest\nsteps: [{{run: x}}]")
    assert found(f"concurrency: {outer}\n{text}") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("!!str 3.10", []),
        ("!!float 3", []),
        ("!!int 3.5", [("wrong-type", "3.5")]),
        ("!!bool maybe", [("wrong-type", "maybe")]),
        ("!!int '3'", [("wrong-type", "'3'")]),
        ("!!timestamp 2026-11-21", [("unknown-tag", "2026-11-21")]),
        ("!mine x", [("unknown-tag", "x")]),
    ],
)
def test_types_that_are_written_down(value: str, expected: list[tuple[str, str]]) -> None:
    assert found(steps(f"{{uses: a/b@v1, with: {{c: {value}}}}}")) == expected


def test_a_text_too_long_for_one_expression() -> None:
    script = "echo ${{ github.sha }}"
    assert found(steps(f"run: {script} {'x' * 20_900}")) == []
    assert [name for name, _ in found(steps(f"run: {script} {'x' * 21_000}"))] == ["expression-too-long"]
    assert [name for name, _ in found(steps(f"run: {script} {'{' * 10_600}"))] == ["expression-too-long"]
    assert found(steps(f"run: {'x' * 30_000}")) == []


def test_a_condition_of_formatted_text() -> None:
    always = steps("{run: x, if: \"format('on {0}', github.ref)\"}")
    assert [name for name, _ in found(always)] == ["condition-always-true"]
    assert found(steps("{run: x, if: \"format('{0}{1}', github.ref, 'x')\"}")) == []


def test_waiting_for_all_cannot_be_switched_off() -> None:
    assert [name for name, _ in found(steps("wait-all: false"))] == ["unknown-value"]
    assert found(steps("wait-all:")) == []


def test_nesting_as_deep_as_github_reads() -> None:
    def nested(levels: int) -> list[str]:
        value = "[" * (levels - 5) + "]" * (levels - 5)  # below the file, jobs, test, strategy and matrix
        body = f"runs-on: ubuntu-latest\nstrategy: {{matrix: {{a: {value}}}}}\nsteps: [{{run: x}}]"
        return [name for name, _ in found(job(body))]

    assert nested(50) == []
    assert nested(51) == ["yaml-syntax"]
