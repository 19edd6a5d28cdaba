from __future__ import annotations

import pytest

from regreen.model.text import Source
from regreen.workflow.load import load_workflow
from regreen.workflow.schema.runners import System
from regreen.workflow.scripts import ERREXIT, OTHER, PlacedStep, placed_steps, system_of

JOB = """\
on: push
jobs:
  test:
    runs-on: {runner}
    strategy:
      matrix:
        os: [{values}]
    steps:
      - if: {condition}
        run: echo
"""


def step(runner: str, values: str = "ubuntu-latest", condition: str = "success()") -> PlacedStep:
    text = JOB.format(runner=runner, values=values, condition=condition)
    (found,) = placed_steps([load_workflow(Source(".github/workflows/ci.yml", text))])
    return found


def test_a_label_that_the_matrix_completes_has_the_systems_of_all_legs() -> None:
    assert step("${{ matrix.os }}-latest", "Windows, MacOS").systems == {System.WINDOWS, System.MACOS}


def test_a_label_that_only_the_run_decides_has_no_known_system() -> None:
    assert step("${{ inputs.runner }}").systems == {None}


@pytest.mark.parametrize("label", ["windows-2019", "Windows-2016"])
def test_images_that_were_withdrawn_keep_their_system(label: str) -> None:
    assert system_of(label) is System.WINDOWS


@pytest.mark.parametrize(
    "condition",
    ["runner.os == 'Windows'", "matrix.os == 'windows-latest'", "startsWith(matrix.os, 'win') && always()"],
)
def test_a_step_for_windows_alone_is_no_script_of_bash(condition: str) -> None:
    placed = step("${{ matrix.os }}", "ubuntu-latest, windows-latest", condition)
    assert placed.on_windows_only
    assert placed.shell == OTHER


def test_an_unknown_runner_that_is_asked_for_windows_counts_as_windows() -> None:
    assert step("${{ inputs.runner }}", condition="runner.os == 'Windows'").on_windows_only


@pytest.mark.parametrize("condition", ["runner.os != 'Windows'", "success()", "inputs.deep"])
def test_every_other_step_of_a_mixed_matrix_may_be_one_of_bash(condition: str) -> None:
    placed = step("${{ matrix.os }}", "ubuntu-latest, windows-latest", condition)
    assert not placed.on_windows_only
    assert placed.shell == ERREXIT
