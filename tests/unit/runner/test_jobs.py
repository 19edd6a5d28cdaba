"""Jobs that need each other, legs of a matrix, reusable workflows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from regreen.app.run import Wanted, run
from regreen.model.run import Outcome
from support.workflows import Heard, Place, printed


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_needs_outputs_and_a_matrix_made_of_them(place: Place) -> None:
    ran = place.run("""
        on: push
        jobs:
          use:
            needs: make
            runs-on: ubuntu-latest
            strategy:
              matrix: ${{ fromJSON(needs.make.outputs.matrix) }}
            steps:
              - run: echo "${{ matrix.n }} ${{ strategy.job-index }} ${{ strategy.job-total }} ${{ needs.make.result }}"
          make:
            runs-on: ubuntu-latest
            outputs: {matrix: "${{ steps.a.outputs.m }}"}
            steps:
              - id: a
                run: echo 'm={"n":[1,2]}' >> "$GITHUB_OUTPUT"
    """)
    assert [job.name for job in ran.execution.jobs] == ["make", "use (1)", "use (2)"]
    assert [printed(ran, 1), printed(ran, 2)] == [["1 0 2 success"], ["2 1 2 success"]]
    assert ran.good


def test_what_a_failed_job_means_for_the_others(place: Place) -> None:
    ran = place.run("""
        on: push
        jobs:
          bad:
            runs-on: ubuntu-latest
            steps: [{run: exit 1}]
          after:
            needs: bad
            runs-on: ubuntu-latest
            steps: [{run: echo no}]
          report:
            needs: [after, bad]
            if: always()
            runs-on: ubuntu-latest
            steps: [{run: "echo ${{ needs.bad.result }} ${{ needs.after.result }} ${{ join(needs.*.result) }}"}]
          only:
            needs: after
            if: failure()
            runs-on: ubuntu-latest
            steps: [{run: echo reached}]
    """)
    found = {job.name: job.outcome for job in ran.execution.jobs}
    assert found == {
        "bad": Outcome.FAILURE,
        "after": Outcome.SKIPPED,
        "report": Outcome.SUCCESS,
        "only": Outcome.SUCCESS,
    }
    assert printed(ran, [job.name for job in ran.execution.jobs].index("report"))[0].startswith(
        "failure skipped"
    )
    assert not ran.good


def test_fail_fast_and_a_leg_that_may_fail(place: Place) -> None:
    ran = place.run("""
        on: push
        jobs:
          fast:
            runs-on: ubuntu-latest
            strategy: {matrix: {n: [0, 1, 2]}}
            continue-on-error: ${{ matrix.n == 0 }}
            steps: [{run: "exit ${{ matrix.n < 2 && 1 || 0 }}"}]
    """)
    first, second, third = ran.execution.jobs
    assert (first.tolerated, first.outcome) == (True, Outcome.FAILURE)
    assert (second.tolerated, second.outcome) == (False, Outcome.FAILURE)
    assert (third.outcome, third.reason) == (Outcome.CANCELLED, "fail-fast: 'fast (1)' failed")


def test_one_job_or_one_leg(place: Place) -> None:
    workflow = """
        on: push
        jobs:
          a:
            runs-on: ubuntu-latest
            strategy: {matrix: {n: [1, 2], os: [x, y]}}
            steps: [{run: echo}]
          b:
            runs-on: ubuntu-latest
            steps: [{run: echo}]
    """

    def names(**wanted: Any) -> list[str]:
        return [job.name for job in place.run(workflow, **wanted).execution.jobs]

    assert names(jobs=("b",)) == ["b"]
    assert names(jobs=("a (1, y)",)) == ["a (1, y)"]
    assert names(jobs=("A",), matrix={"n": "2"}) == ["a (2, x)", "a (2, y)"]


def test_a_reusable_workflow(place: Place) -> None:
    called = """\
on:
  workflow_call:
    inputs:
      word: {type: string, default: none}
      loud: {type: boolean}
    secrets: {KEY: {required: true}}
    outputs: {said: {value: "${{ jobs.say.outputs.said }}"}}
jobs:
  say:
    runs-on: ubuntu-latest
    outputs: {said: "${{ steps.s.outputs.said }}"}
    steps:
      - id: s
        run: |
          echo "said=${{ inputs.word }} ${{ inputs.loud == true }} ${{ secrets.KEY != '' }}" >> "$GITHUB_OUTPUT"
"""
    ran = place.run(
        """
        on: push
        jobs:
          call:
            uses: ./.github/workflows/called.yml
            with: {word: hello, loud: true}
            secrets: inherit
          after:
            needs: call
            runs-on: ubuntu-latest
            steps: [{run: "echo ${{ needs.call.outputs.said }}"}]
        """,
        {".github/workflows/called.yml": called},
        secrets={"KEY": "k3y-value"},
        workflow="ci.yml",
    )
    assert [job.name for job in ran.execution.jobs] == ["call / say", "after"]
    assert printed(ran, 1) == ["hello true true"]


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        ("{runs-on: windows-latest, steps: [{run: dir}]}", "it runs on windows-latest"),
        ("{uses: other/repo/.github/workflows/x.yml@v1}", "a workflow of another repository"),
        ("{runs-on: ubuntu-latest, steps: [{uses: 'docker://alpine'}]}", "there is no Docker here"),
        ("{runs-on: ubuntu-latest, steps: [{uses: some/action@v1}]}", "no equivalent of some/action here"),
        (
            "{runs-on: ubuntu-latest, services: {s: {image: 'minio/minio'}}, steps: [{run: ls}]}",
            "--service s=HOST:PORT",
        ),
    ],
)
def test_what_cannot_be_run_is_said_and_is_no_success(place: Place, job: str, reason: str) -> None:
    ran = place.run(f"on: push\njobs:\n  test: {job}\n")
    assert reason in ran.execution.jobs[0].cannot_run
    assert ran.execution.outcome is Outcome.UNKNOWN
    assert not ran.good


def test_a_container_is_replaced_and_that_is_said(place: Place) -> None:
    ran = place.run("""
        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            container: {image: "debian:12", env: {INSIDE: "yes"}}
            steps: [{run: echo $INSIDE}]
    """)
    assert "yes" in printed(ran)
    assert [item.wanted for item in ran.execution.substitutions] == ["container debian:12"]


def test_the_event_and_its_inputs(place: Place) -> None:
    ran = place.run(
        """
        on:
          workflow_dispatch:
            inputs:
              word: {default: none}
              fast: {type: boolean, default: true}
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: echo "$GITHUB_EVENT_NAME ${{ inputs.word }} ${{ inputs.fast }} ${{ github.event.inputs.word }}"
              - run: grep -c inputs "$GITHUB_EVENT_PATH"
        """,
        inputs={"word": "given"},
    )
    assert printed(ran) == ["workflow_dispatch given true given", "1"]


CHAIN = """
    on: push
    jobs:
      lint:
        runs-on: ubuntu-latest
        outputs: {said: "${{ steps.a.outputs.said }}"}
        steps: [{id: a, run: "echo said=yes >> $GITHUB_OUTPUT"}]
      test:
        needs: lint
        runs-on: ubuntu-latest
        strategy: {matrix: {n: [1, 2]}}
        steps: [{run: "echo [${{ needs.lint.outputs.said }}]"}]
      other:
        runs-on: ubuntu-latest
        steps: [{run: exit 1}]
"""


@pytest.mark.parametrize("name", ["test", "test (2)"])
def test_what_a_job_needs_runs_before_it(place: Place, name: str) -> None:
    ran = place.run(CHAIN, jobs=(name,), matrix={"n": "2"})
    assert [job.name for job in ran.execution.jobs] == ["lint", "test (2)"]
    assert printed(ran, 1) == ["[yes]"]
    assert ran.execution.notes == ("'test' needs lint, which ran first",)


def test_what_a_job_needs_can_be_left_out(place: Place) -> None:
    ran = place.run(CHAIN, jobs=("test",), needs=False)
    assert [job.name for job in ran.execution.jobs] == ["test (1)", "test (2)"]
    assert printed(ran) == ["[]"]
    assert "lint, which was left out" in ran.execution.notes[0]


def test_a_service_that_cannot_be_had_is_said_before_anything_runs(place: Place) -> None:
    folder = place.commit("""
        on: push
        jobs:
          first:
            runs-on: ubuntu-latest
            steps: [{run: echo first}]
          second:
            needs: first
            runs-on: ubuntu-latest
            services: {store: {image: minio/minio}}
            steps: [{run: echo second}]
    """)
    heard = Heard()
    ran = run(Wanted(repository=folder, cache=place.root / "cache", network=False), heard)
    assert "--service store=HOST:PORT" in heard.lines[0]
    assert [bool(job.cannot_run) for job in ran.execution.jobs] == [False, True]


def test_a_matrix_that_cannot_be_told_concerns_only_those_who_asked(place: Place) -> None:
    text = """
        on: push
        jobs:
          lint:
            runs-on: ubuntu-latest
            steps: [{run: echo lint}]
          test:
            needs: lint
            name: Tests on ${{ matrix.n }}
            runs-on: ubuntu-latest
            strategy: {matrix: {n: "${{ fromJSON(needs.lint.outputs.list) }}"}}
            steps: [{run: echo test}]
    """
    assert [job.name for job in place.run(text, jobs=("lint",)).execution.jobs] == ["lint"]
    assert "matrix" in place.run(text, jobs=("test",)).execution.jobs[1].reason
