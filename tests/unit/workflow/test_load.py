from __future__ import annotations

from regreen.model.text import Source
from regreen.workflow.actions import UsesKind, load_action, parse_uses
from regreen.workflow.load import load_workflow
from regreen.workflow.nodes import Scalar

FULL = """\
name: CI
on:
  push: {branches: [main, 'v*']}
  schedule:
    - cron: '0 4 * * 1'
  workflow_dispatch:
    inputs:
      level: {type: choice, options: [a, b], required: true, default: a}
permissions: read-all
env: {TOP: 1.10}
defaults:
  run: {shell: bash}
concurrency:
  group: ci-${{ github.ref }}
  cancel-in-progress: true
jobs:
  build:
    name: Build ${{ matrix.py }}
    runs-on: [self-hosted, linux]
    needs: lint
    if: false
    timeout-minutes: 7.5
    continue-on-error: ${{ matrix.py == '3.15' }}
    permissions: {contents: read}
    environment: {name: prod, url: https://example.org}
    strategy:
      fail-fast: false
      max-parallel: 2
      matrix: {py: ['3.12']}
    container: python:3.12
    services:
      db:
        image: postgres:16
        env: {POSTGRES_PASSWORD: secret}
        ports: ['5432:5432']
        options: >-
          --health-cmd pg_isready
    outputs: {sha: '${{ steps.one.outputs.sha }}'}
    defaults: {run: {working-directory: api}}
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      - id: one
        name: Test
        run: |
          pytest -q
        env: {A: true}
        shell: bash
        working-directory: src
        if: always()
        timeout-minutes: 3
        continue-on-error: true
      - run: "  echo one\\n echo two"
  lint:
    runs-on: {group: big, labels: ubuntu-latest}
  call:
    uses: ./.github/workflows/other.yml
    with: {level: 3}
    secrets: inherit
"""


def test_a_workflow_reads_as_it_is_written() -> None:
    workflow = load_workflow(Source("ci.yml", FULL))
    assert workflow.problems == ()
    assert (workflow.name, workflow.env, workflow.path) == ("CI", {"TOP": "1.1"}, "ci.yml")
    assert workflow.permissions and workflow.permissions.every == "read-all"
    assert workflow.defaults and workflow.defaults.shell == "bash"
    assert workflow.concurrency and workflow.concurrency.cancel_in_progress is True
    push, schedule, dispatch = workflow.on
    assert push.filters == {"branches": ("main", "v*")}
    assert schedule.crons == ("0 4 * * 1",)
    (level,) = dispatch.inputs
    assert (level.type, level.required, level.default, level.options) == ("choice", True, "a", ("a", "b"))


def test_a_job_reads_as_it_is_written() -> None:
    job = load_workflow(Source("ci.yml", FULL)).job("BUILD")
    assert job is not None
    assert (job.runs_on, job.needs, job.if_) == (("self-hosted", "linux"), ("lint",), "false")
    assert (job.timeout_minutes, job.continue_on_error) == (7.5, "${{ matrix.py == '3.15' }}")
    assert job.strategy and (job.strategy.fail_fast, job.strategy.max_parallel) == (False, 2.0)
    assert job.container and job.container.image == "python:3.12"
    assert job.defaults and job.defaults.working_directory == "api"
    assert job.permissions and job.permissions.scopes == {"contents": "read"}
    assert (job.environment, job.outputs) == ("prod", {"sha": "${{ steps.one.outputs.sha }}"})
    (service,) = job.services
    assert (service.id, service.image, service.ports) == ("db", "postgres:16", ("5432:5432",))
    assert (service.env, service.options) == ({"POSTGRES_PASSWORD": "secret"}, "--health-cmd pg_isready")


def test_steps_read_as_they_are_written() -> None:
    job = load_workflow(Source("ci.yml", FULL)).jobs[0]
    checkout, test, echo = job.steps
    assert (checkout.uses, checkout.with_, checkout.title) == (
        "actions/checkout@v4",
        {"fetch-depth": "0"},
        "Run actions/checkout@v4",
    )
    assert (test.id, test.title, test.run, test.env) == ("one", "Test", "pytest -q\n", {"A": "true"})
    assert (test.if_, test.timeout_minutes, test.continue_on_error) == ("always()", 3.0, True)
    assert (test.shell, test.working_directory, test.index) == ("bash", "src", 1)
    assert echo.title == "Run echo one"


def test_a_part_points_into_the_file() -> None:
    workflow = load_workflow(Source("ci.yml", FULL))
    job = workflow.jobs[0]
    image, key = job.at("services", "db", "image"), job.key("services", "db")
    assert isinstance(image, Scalar) and key is not None
    assert FULL[image.span.start : image.span.end] == "postgres:16"
    assert FULL[key.span.start : key.span.end] == "db"
    assert workflow.source.position(job.span.start) == (18, 5)
    assert job.at("steps", 9, "run") is None
    assert job.key("steps", 0) is None


def test_other_forms_of_a_job() -> None:
    workflow = load_workflow(Source("ci.yml", FULL))
    lint, call = workflow.jobs[1:]
    assert (lint.runs_on, lint.runner_group) == (("ubuntu-latest",), "big")
    assert (call.uses, call.with_, call.inherits_secrets) == (
        "./.github/workflows/other.yml",
        {"level": "3"},
        True,
    )


def test_events_may_be_a_name_or_a_list() -> None:
    assert [e.name for e in load_workflow(Source("a.yml", "on: push\n")).on] == ["push"]
    assert [e.name for e in load_workflow(Source("a.yml", "on: [push, fork]\n")).on] == ["push", "fork"]


def test_what_is_broken_hides_nothing_else() -> None:
    text = "on: push\njobs:\n  a: 5\n  b: {steps: [1, {run: x}], env: [1], services: 3, needs: {}}\n"
    workflow = load_workflow(Source("a.yml", text))
    assert [job.id for job in workflow.jobs] == ["a", "b"]
    assert [(step.index, step.run) for step in workflow.jobs[1].steps] == [(1, "x")]


def test_no_yaml_is_one_problem() -> None:
    workflow = load_workflow(Source("a.yml", "a: b: c\n"))
    assert [(p.id, p.span.start) for p in workflow.problems] == [("yaml-syntax", 4)]
    assert workflow.jobs == ()
    assert [p.id for p in load_workflow(Source("a.yml", "- x\n")).problems] == ["not-a-mapping"]


def test_an_action_reads_as_it_is_written() -> None:
    text = (
        "name: Setup\ninputs:\n  level: {required: true, default: '1'}\noutputs:\n  dir: {value: x}\n"
        "runs:\n  using: composite\n  steps:\n    - {run: ls, shell: bash}\n"
    )
    action = load_action(Source("action.yml", text))
    assert (action.name, action.using) == ("Setup", "composite")
    assert [(i.name, i.required, i.default) for i in action.inputs] == [("level", True, "1")]
    assert [(o.name, o.value) for o in action.outputs] == [("dir", "x")]
    assert [step.run for step in action.steps] == ["ls"]


def test_uses_is_taken_apart() -> None:
    found = parse_uses("octo-org/tools/lint/py@v2.1")
    assert (found.kind, found.name, found.path, found.ref) == (
        UsesKind.REPOSITORY,
        "octo-org/tools",
        "lint/py",
        "v2.1",
    )
    assert parse_uses("a/b@feature/x").ref == "feature/x"
    assert parse_uses("./.github/actions/x").kind is UsesKind.LOCAL
    assert parse_uses("docker://alpine:3").path == "alpine:3"
    assert parse_uses("a/b/.github/workflows/c.yml@v1").is_workflow
    assert not parse_uses("a/b/.github/workflows/c.txt@v1").is_workflow
    for bad in ("", "a/b", "checkout@v4", "a b/c@v1", "docker://", "${{ x }}", ".github/x", "a/b@"):
        assert parse_uses(bad).kind is UsesKind.INVALID, bad
