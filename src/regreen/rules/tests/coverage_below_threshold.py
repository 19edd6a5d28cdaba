"""The tests cover less of the code than the project asks for.

## Why
New code came without tests, tests were removed or skipped, or the measurement changed (another `source`,
subprocesses, branches). Where tests failed in the same job, that is the reason and this a symptom.

## Fix
`coverage report --show-missing --skip-covered` names the lines. Write tests for what the change added;
lowering the threshold hides it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.rule import (
    Category,
    FileEvidence,
    Fixer,
    Match,
    Matches,
    Rule,
    Safety,
    Severity,
    Signals,
    Tier,
    Verdict,
)
from regreen.rules._coverage import gates
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_XML = re.compile(r"<coverage\b[^>]*\bline-rate=\"(?P<rate>[\d.]+)\"")
_JSON = re.compile(r"\"totals\":\s*\{[^{}]*\"percent_covered\":\s*(?P<percent>[\d.]+)")


def below(signals: Signals) -> Matches:
    """One match for each step."""
    steps: dict[tuple[int, int], list[Verdict]] = {}
    for verdict in signals.of(Verdict):
        if verdict.tool == "coverage" and not verdict.ok:
            steps.setdefault(signals.place(verdict.line).key, []).append(verdict)
    for members in steps.values():
        lines = tuple(verdict.line for verdict in reversed(members))
        yield Match(
            lines=lines[:5], claims=lines, data={"wanted": members[-1].subject, "text": members[-1].text}
        )


def above_record(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """Gates of the project at the root that ask for more than the report that is committed has measured."""
    recorded = _recorded(tree)
    if recorded is None:
        return
    measured, report = recorded
    above = [(figure, place) for figure, place in gates(job_runs, lacking) if figure > measured]
    if above:
        figure = max(figure for figure, _ in above)
        yield Match(
            places=unique((*(place for _, place in above), report)),
            data={"wanted": f"{figure:g}", "text": f"{figure:g} asked for, {measured:g} measured"},
            severity=Severity.WARNING,
            title=f"The gate for coverage asks for {figure:g} %, and {report.path} has measured {measured:g} %",
        )


def _recorded(tree: Tree) -> tuple[float, FileEvidence] | None:
    """The coverage that a committed report says, with the line that says it."""
    for path in ("coverage.xml", "coverage.json", "reports/coverage.xml", "coverage/coverage.xml"):
        source = tree.source(path)
        match = (_XML if path.endswith(".xml") else _JSON).search(source.text) if source is not None else None
        if source is not None and match is not None:
            figures = match.groupdict()
            percent = float(figures["rate"]) * 100 if "rate" in figures else float(figures["percent"])
            line = source.text.count("\n", 0, match.start()) + 1
            return round(percent, 2), FileEvidence(path, line, 1, source.line(line).strip()[:200])
    return None


RULE = Rule(
    id="coverage-below-threshold",
    category=Category.COVERAGE_THRESHOLD,
    title="Coverage is below the threshold: {text}",
    log=below,
    find=above_record,
    key=("wanted",),
    tier=Tier.TOOL,
    fixers=(
        Fixer(
            "See which lines no test reaches",
            Safety.ADVICE,
            commands=("coverage report --show-missing --skip-covered",),
        ),
    ),
)
