"""Logs as the CI services write them, made from what a step printed."""

from __future__ import annotations

from collections.abc import Sequence

BOM = "\ufeff"


def stamp(number: int) -> str:
    """The time stamp of GitHub's line `number`."""
    return f"2025-03-04T05:{number // 60 % 60:02}:{number % 60:02}.{number:07}Z"


def raw(lines: Sequence[str], bom: str = "") -> bytes:
    """A raw job log: every line with its time stamp."""
    return (bom + "".join(f"{stamp(i)} {line}\n" for i, line in enumerate(lines))).encode()


def tab(job: str, step: str, lines: Sequence[str], bom: str = BOM, between: str = "\t") -> str:
    """Lines of one step as `gh run view --log` prints them; the mark of the step's file is on its first line."""
    return "".join(
        f"{job}{between}{step}{between}{bom if i == 0 else ''}{stamp(i)} {line}\n"
        for i, line in enumerate(lines)
    )


def step(script: str, output: Sequence[str], code: int = 0, colour: bool = True) -> list[str]:
    """A `run:` step with its header, what it printed, and its end."""
    first, *_ = script.split("\n")
    start, end = ("\x1b[36;1m", "\x1b[0m") if colour else ("", "")
    echo = [f"{start}{line}{end}" for line in script.split("\n")]
    header = [
        f"##[group]Run {first}",
        *echo,
        "shell: /usr/bin/bash -e {0}",
        "env:",
        "  CI_MODE: full",
        "##[endgroup]",
    ]
    return [*header, *output, *([f"##[error]Process completed with exit code {code}."] if code else [])]


def job(*steps: Sequence[str]) -> list[str]:
    """A whole job around its steps."""
    setup = ["Current runner version: '2.323.0'", "##[group]Operating System", "Ubuntu", "##[endgroup]"]
    checkout = [
        "##[group]Run actions/checkout@v4",
        "with:",
        "  fetch-depth: 1",
        "##[endgroup]",
        "HEAD is now at 0f1e2d3",
    ]
    after = ["Post job cleanup.", "[command]/usr/bin/git version", "Cleaning up orphan processes"]
    return [*setup, *checkout, *(line for lines in steps for line in lines), *after]
