"""A test asserts that something takes less than half a second on the clock.

## Why
Runners are shared: the same code takes three times as long from one run to the next. A bound this narrow, measured
once, holds on the laptop and fails now and then in CI.

## Fix
Compare with a record over many runs (pytest-benchmark, the benchmark history), count what is done (queries, calls)
instead of seconds, or give the bound a margin of ten and mark the test.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_CLOCKS = ("time.time()", "time.monotonic()", "time.process_time()", "perf_counter()")
_ASSERT = re.compile(
    r"^[ \t]*assert\s+\(?(?:[\w.]*(?:elapsed|duration|took|_time|latency|runtime)\w*"
    r"|[\w.]+\(\)\s*-\s*\w+)\)?\s*<=?\s*(?P<bound>\d*\.?\d+)\b[^\n]*$",
    re.MULTILINE,
)
_SHORT = 0.5  # seconds


def asserted(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for all such assertions of the tests that jobs run."""
    places: dict[FileEvidence, float] = {}
    for path in _files(job_runs, lacking):
        source = tree.source(path)
        if source is None or not _is_timed(source.text):
            continue
        for match in _ASSERT.finditer(source.text):
            line, _ = source.position(match.start())
            if float(match["bound"]) <= _SHORT:
                places[FileEvidence(path, line, 1, source.line(line).strip())] = float(match["bound"])
    if places:
        ordered = sorted(places, key=lambda place: (places[place], place.path, place.line))
        yield Match(
            places=tuple(ordered[:20]),
            data={"count": str(len(places)), "least": f"{places[ordered[0]]:g}"},
            count=len(places),
        )


def _files(job_runs: tuple[JobRun, ...], lacking: Lacking) -> dict[str, None]:
    """The files of tests that jobs run, each once: many runs collect the same."""
    files: dict[str, None] = {}
    for run in job_runs:
        for call in () if run.foreign else run.calls:
            found = lacking.collected(call)
            if found is not None:
                files.update(dict.fromkeys(found.files))
    return files


def _is_timed(text: str) -> bool:
    """Whether a file reads a clock and asserts something."""
    return "assert" in text and any(clock in text for clock in _CLOCKS)


RULE = Rule(
    id="duration-asserted",
    category=Category.FLAKY_TEST,
    title="Tests assert durations down to {least} s, which no shared runner keeps",
    find=asserted,
    key=("least",),
    severity=Severity.WARNING,
    fixers=(Fixer("Compare with a history of runs, or give the bound a margin", Safety.ADVICE),),
)
