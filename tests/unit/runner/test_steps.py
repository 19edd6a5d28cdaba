"""What steps do to each other: one workflow of each kind, run for real."""

from __future__ import annotations

from pathlib import Path

import pytest

from regreen.model.run import Outcome
from support.workflows import Place, log_of, outcomes, printed


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_the_left_of_a_pipe_counts_only_where_bash_is_named(place: Place) -> None:
    ran = place.steps("""
        - run: false | true
        - run: false | true
          shell: bash
        - run: echo not reached
    """)
    assert outcomes(ran) == ["success", "failure", "skipped"]
    assert "shell: /usr/bin/bash -e {0}" in log_of(ran)
    assert "shell: /usr/bin/bash --noprofile --norc -e -o pipefail {0}" in log_of(ran)
    assert "##[error]Process completed with exit code 1." in log_of(ran)
    assert ran.execution.outcome is Outcome.FAILURE


def test_conditions_and_status_functions(place: Place) -> None:
    ran = place.steps("""
        - run: exit 4
          id: bad
          continue-on-error: true
        - run: echo ${{ steps.bad.outcome }} ${{ steps.bad.conclusion }}
        - run: exit 5
        - run: echo "no"
        - run: echo on failure
          if: failure()
        - run: echo ${{ job.status }}
          if: ${{ always() && steps.bad.outcome == 'failure' }}
        - run: echo "no"
          if: github.ref == 'refs/heads/main'
        - run: echo "no"
          if: cancelled()
    """)
    wanted = ["failure", "success", "failure", "skipped", "success", "success", "skipped", "skipped"]
    assert outcomes(ran) == wanted
    steps = ran.execution.jobs[0].steps
    assert (steps[0].conclusion, steps[0].exit_code, steps[2].exit_code) == (Outcome.SUCCESS, 4, 5)
    said = [line for line in printed(ran) if not line.startswith("##[error]")]
    assert said[-3:] == ["failure success", "on failure", "failure"]


def test_files_for_the_runner(place: Place) -> None:
    ran = place.steps("""
        - id: one
          run: |
            echo "word=a b" >> "$GITHUB_OUTPUT"
            printf 'text<<E\\nfirst\\nsecond\\nE\\n' >> "$GITHUB_OUTPUT"
            echo "LATER=from step" >> "$GITHUB_ENV"
            mkdir tools; printf '#!/bin/sh\\necho tool ran\\n' > tools/my-tool; chmod +x tools/my-tool
            echo "$PWD/tools" >> "$GITHUB_PATH"
            echo "# Done" >> "$GITHUB_STEP_SUMMARY"
            echo "now=${LATER:-unset}"
        - env:
            TEXT: ${{ steps.one.outputs.text }}
          run: |
            echo "${{ steps.one.outputs.word }}|$TEXT|$LATER|${{ env.LATER }}"
            my-tool
    """)
    assert printed(ran) == ["now=unset", "a b|first", "second|from step|from step", "tool ran"]
    assert ran.execution.jobs[0].summary == "# Done\n"


def test_a_file_that_is_not_in_the_format_fails_the_step(place: Place) -> None:
    ran = place.steps("""
        - run: echo nonsense >> "$GITHUB_ENV"
    """)
    assert outcomes(ran) == ["failure"]
    assert "##[error]Unable to process file command 'env' successfully." in log_of(ran)
    assert "##[error]Invalid format 'nonsense'" in log_of(ran)


def test_variables_and_who_wins(place: Place) -> None:
    ran = place.run("""
        on: push
        env: {A: workflow, B: workflow, C: workflow}
        jobs:
          test:
            runs-on: ubuntu-latest
            env: {B: job, C: job, PLACE: "${{ github.ref_name }}"}
            steps:
              - run: echo "$A $B $C $PLACE $CI $GITHUB_ACTIONS $GITHUB_SHA"
                env: {C: step, GITHUB_SHA: mine}
              - run: echo "C=later" >> "$GITHUB_ENV"
              - run: echo "$C ${{ env.HOME || 'no machine variables' }}"
    """)
    assert printed(ran) == [
        f"workflow job step main true true {ran.execution.commit}",
        "later no machine variables",
    ]


def test_nothing_of_our_own_environment(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_TOKEN", "leak")
    ran = place.steps("""
        - run: echo "${MY_TOKEN:-clean} $HOME $TMPDIR $PWD"
    """)
    clean, *places = printed(ran)[0].split()
    assert clean == "clean"
    assert all("regreen-run-" in text for text in places)
    assert not Path(places[0]).exists()


def test_workflow_commands(place: Place) -> None:
    ran = place.steps("""
        - id: old
          run: |
            echo "::add-mask::hunter2"
            echo "the word is hunter2"
            echo "::group::Things"
            echo "::error file=a.py,line=3::broken%0Abadly"
            echo "::set-output name=v::7"
            echo "::debug::quiet"
            echo "::stop-commands::tok"
            echo "::error::not a command"
            echo "::tok::"
            echo "::warning::again"
        - run: echo "${{ steps.old.outputs.v }}"
        - run: echo "::set-env name=X::1"
    """)
    lines = printed(ran)
    assert lines[:1] == ["the word is ***"]
    for wanted in ("::error::not a command", "##[warning]again", "##[error]broken", "badly", "7"):
        assert wanted in log_of(ran)
    assert not any("quiet" in line for line in lines)
    assert outcomes(ran) == ["success", "success", "failure"]
    assert any("The `set-env` command is disabled" in line for line in lines)


def test_secrets_are_masked_and_empty_ones_are_named(place: Place) -> None:
    ran = place.steps(
        """
        - run: echo "${{ secrets.KEY }} ${{ secrets.OTHER }}|"
        """,
        secrets={"KEY": "s3cr3t-value"},
    )
    assert printed(ran) == ["*** |"]
    assert ran.execution.jobs[0].empty_secrets == ("OTHER",)


def test_folders_and_defaults(place: Place) -> None:
    ran = place.run("""
        on: push
        defaults: {run: {shell: bash, working-directory: sub}}
        jobs:
          test:
            runs-on: ubuntu-latest
            defaults: {run: {shell: sh}}
            steps:
              - run: mkdir -p sub/deep
                working-directory: .
              - run: basename "$PWD"
              - run: basename "$PWD"
                working-directory: ./sub/deep
              - run: "true"
                working-directory: nowhere
    """)
    assert printed(ran)[:2] == ["sub", "deep"]
    assert "shell: /usr/bin/sh -e {0}" in log_of(ran)
    assert any("with working directory" in line and "No such file" in line for line in log_of(ran))


def test_a_step_that_takes_too_long(place: Place) -> None:
    ran = place.steps("""
        - name: Slow
          timeout-minutes: 0.01
          run: trap 'exit 3' INT; while true; do sleep 0.05; done
        - run: echo after
          if: failure()
    """)
    assert outcomes(ran) == ["failure", "success"]
    assert "##[error]The action 'Slow' has timed out after 0.01 minutes." in log_of(ran)


def test_a_job_that_takes_too_long(place: Place) -> None:
    ran = place.run("""
        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            timeout-minutes: 0.01
            steps:
              - run: trap 'exit 3' INT; while true; do sleep 0.05; done
              - run: echo not any more
    """)
    assert outcomes(ran) == ["cancelled", "skipped"]
    assert ran.execution.jobs[0].outcome is Outcome.TIMED_OUT


def test_python_is_there_and_a_script_may_be_in_it(place: Place) -> None:
    ran = place.steps("""
        - shell: python
          run: |
            import os, sys
            print(sys.prefix.startswith(os.environ["RUNNER_TEMP"].rpartition("/work/")[0]))
    """)
    assert printed(ran) == ["True"]


def test_a_missing_program_is_named(place: Place) -> None:
    ran = place.steps("""
        - run: no-such-program --version
    """)
    assert [tool.program for tool in ran.execution.jobs[0].missing_tools] == ["no-such-program"]


def test_what_was_left_running_is_ended(place: Place) -> None:
    ran = place.steps("""
        - run: |
            setsid sleep 300 > /dev/null 2>&1 &
            echo $!
    """)
    pid = printed(ran)[0]
    assert any(line.startswith("Terminate orphan process: pid") for line in log_of(ran))
    assert not Path("/proc", pid, "cmdline").exists() or not Path("/proc", pid, "cmdline").read_bytes()


def test_a_broken_expression_fails_its_step(place: Place) -> None:
    ran = place.steps("""
        - run: echo ${{ fromJSON('nonsense') }}
        - run: echo "always"
          if: always()
    """)
    assert outcomes(ran) == ["failure", "success"]
    assert any("The template is not valid" in line for line in log_of(ran))
