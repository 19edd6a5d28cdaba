"""Two places ask for a minimum of coverage, and not for the same one.

## Why
`[tool.coverage.report] fail_under`, `--cov-fail-under` in `addopts` and one on the command line of a workflow are three
different gates. pytest-cov takes the command line's, `coverage report` the configuration's: a change that passes
here fails there.

## Fix
Keep the figure in the configuration of coverage alone, and raise it there when the coverage has risen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._coverage import gates
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun


def different(job_runs: tuple[JobRun, ...], lacking: Lacking) -> Matches:
    """The gates that apply to the project at the root, when they are not all the same."""
    found = dict.fromkeys(gates(job_runs, lacking))
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


RULE = Rule(
    id="coverage-thresholds-differ",
    category=Category.COVERAGE_THRESHOLD,
    title="The gates for coverage differ: {figures}",
    find=different,
    fixers=(Fixer("Keep one figure, in the configuration of coverage", Safety.ADVICE),),
    severity=Severity.WARNING,
)
