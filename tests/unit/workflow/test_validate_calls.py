from __future__ import annotations

from regreen.model.finding import Severity
from regreen.model.text import Source
from regreen.workflow.actions import load_action
from regreen.workflow.load import load_workflow
from regreen.workflow.validate import check_action_call, check_workflow_call

CALLED = load_workflow(
    Source(
        ".github/workflows/called.yml",
        "on:\n  workflow_call:\n    inputs:\n      level: {type: number, required: true}\n"
        "      fast: {type: boolean, default: false}\n    secrets:\n      token: {required: true}\n      extra: {}\n"
        "jobs: {a: {runs-on: ubuntu-latest, steps: [{run: x}]}}\n",
    )
)


def call(body: str) -> list[tuple[str, str]]:
    text = f"on: push\njobs:\n  a: {{uses: ./.github/workflows/called.yml, {body}}}\n"
    job = load_workflow(Source("ci.yml", text)).jobs[0]
    return [(p.id, text[p.span.start : p.span.end]) for p in check_workflow_call(job, CALLED)]


def test_a_call_that_fits() -> None:
    assert call("with: {Level: 3, fast: '${{ github.x }}'}, secrets: {TOKEN: x}") == []
    assert call("with: {level: '${{ 3 }}'}, secrets: inherit") == []


def test_what_a_call_gets_wrong() -> None:
    assert call("with: {levle: 3, fast: maybe}") == [
        ("unknown-input", "levle"),
        ("missing-input", "./.github/workflows/called.yml"),
        ("wrong-type", "maybe"),
        ("missing-secret", "./.github/workflows/called.yml"),
    ]
    assert call("with: {level: 3}, secrets: {token: x, more: y}") == [("unknown-secret", "more")]


def test_a_workflow_without_the_trigger_cannot_be_called() -> None:
    plain = load_workflow(Source("plain.yml", "on: push\njobs: {}\n"))
    job = load_workflow(Source("ci.yml", "jobs: {a: {uses: ./plain.yml}}")).jobs[0]
    assert [p.id for p in check_workflow_call(job, plain)] == ["not-callable"]


def test_an_action_warns_of_inputs() -> None:
    text = (
        "inputs: {a: {required: true}, b: {required: true, default: 1}}\nruns: {using: node20, main: i.js}\n"
    )
    action = load_action(Source("x/action.yml", text))
    job = load_workflow(Source("ci.yml", "jobs: {a: {steps: [{uses: ./x, with: {B: 1, c: 2}}]}}")).jobs[0]
    problems = list(check_action_call(job.steps[0], action))
    assert [(p.id, p.severity) for p in problems] == [
        ("unknown-input", Severity.WARNING),
        ("missing-input", Severity.WARNING),
    ]
