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

from regreen.model.text import Span
from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._coverage import gates
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_FIGURE = re.compile(r"(?:fail[-_]under)[\"']?\s*[=: ]\s*[\"']?(?P<figure>\d+(?:\.\d+)?)")
_ROWS = 15  # lines that a command or a list of options goes on for


def different(job_runs: tuple[JobRun, ...], lacking: Lacking) -> Matches:
    """The gates that apply to the project at the root, when they are not all the same."""
    found = dict.fromkeys(gates(job_runs, lacking))
    figures = {figure for figure, _ in found}
    if len(figures) > 1:
        ordered = sorted(figures)
        shown = " and ".join(f"{figure:g}" for figure in ordered)
        yield Match(
            places=unique(place for _, place in found),
            data={"figures": shown, "highest": f"{ordered[-1]:g}"},
            severity=Severity.WARNING,
            count=len(found),
            title=f"The gates for coverage differ: {shown}",
        )


def raised(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Iterator[Edit]:
    """The highest figure in all places: that gate has to be passed in any case."""
    highest = float(match.data["highest"])
    for figure, place in dict.fromkeys(gates(job_runs, lacking)):
        if figure < highest:
            yield from _written(place, figure, match.data["highest"], tree)


def _written(place: FileEvidence, figure: float, new: str, tree: Tree) -> Iterator[Edit]:
    source = tree.source(place.path)
    if source is None:
        return
    starts = [0, *(found.end() for found in re.finditer("\n", source.text))]
    start = starts[place.line - 1]
    end = (
        starts[min(place.line - 1 + _ROWS, len(starts) - 1)]
        if place.line - 1 + _ROWS < len(starts)
        else len(source.text)
    )
    for found in _FIGURE.finditer(source.text, start, end):
        if float(found["figure"]) == figure:
            yield Edit(Span(source.path, *found.span("figure")), found["figure"], new)
            return


RULE = Rule(
    id="coverage-thresholds-differ",
    category=Category.COVERAGE_THRESHOLD,
    title="The gates for coverage differ: {figures}",
    find=different,
    key=("figures",),
    fixers=(
        Fixer("Ask for {highest} everywhere, as the strictest gate does", Safety.UNSAFE, raised),
        Fixer("Keep one figure, in the configuration of coverage", Safety.ADVICE),
    ),
    severity=Severity.WARNING,
)
