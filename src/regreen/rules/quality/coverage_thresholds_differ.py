"""Two places ask for a minimum of coverage, and not for the same one.

## Why
`[tool.coverage.report] fail_under`, `--cov-fail-under` in `addopts` and one on the command line of a workflow are three
different gates. pytest-cov takes the command line's, `coverage report` the configuration's: a change that passes
here fails there.

## Fix
Keep the figure in the configuration of coverage alone, and raise it there when the coverage has risen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.finding import FileEvidence
from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun

_GATE = re.compile(r"--(?:cov-)?fail-under[= ](\d+(?:\.\d+)?)")


def different(job_runs: tuple[JobRun, ...], lacking: Lacking) -> Matches:
    """The gates that apply to the project at the root, when they are not all the same."""
    found = dict.fromkeys(_gates(job_runs, lacking))
    figures = {figure for figure, _ in found}
    if len(figures) > 1:
        ordered = sorted(figures)
        shown = " and ".join(f"{figure:g}" for figure in ordered)
        yield Match(
            places=unique(place for _, place in found),
            data={"figures": shown},
            severity=Severity.WARNING,
            count=len(found),
            title=f"The gates for coverage differ: {shown}",
        )


def _gates(job_runs: tuple[JobRun, ...], lacking: Lacking) -> Iterator[tuple[float, FileEvidence]]:
    config = lacking.config("")
    setting = config.get("coverage", "fail_under", "report")
    if setting is not None and re.fullmatch(r"\d+(?:\.\d+)?", setting.text.strip()):
        yield float(setting.text), setting.place
    addopts = config.get("pytest", "addopts")
    for match in _GATE.finditer(" ".join(addopts.values)) if addopts is not None else ():
        yield float(match[1]), addopts.place  # type: ignore[union-attr]
    for run in job_runs:
        for call in () if run.foreign else run.calls:
            if not call.directory and (lacking.collected(call) is not None or call.program == "coverage"):
                for match in _GATE.finditer(" ".join(call.arguments)):
                    yield float(match[1]), call.place


RULE = Rule(
    id="coverage-thresholds-differ",
    category=Category.COVERAGE_THRESHOLD,
    title="The gates for coverage differ: {figures}",
    find=different,
    fixers=(Fixer("Keep one figure, in the configuration of coverage", Safety.ADVICE),),
    severity=Severity.WARNING,
)
