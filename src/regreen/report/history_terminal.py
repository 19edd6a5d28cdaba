"""The history on a terminal: the list of runs, and one of them in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from regreen.model.execution import JobRun
from regreen.model.record import Entry, KnownCause, Record
from regreen.model.run import Outcome
from regreen.model.test import TestResult
from regreen.report.page import Page
from regreen.report.run_terminal import show_execution
from regreen.report.safe import visible

TESTS = 20  # tests that are shown
_STYLE = {Outcome.SUCCESS: "green", Outcome.SKIPPED: "dim"}


def render_list(
    entries: Sequence[Entry],
    *,
    width: int = 80,
    verbose: bool = False,
    colour: bool = False,
    ascii_only: bool = False,
) -> str:
    """The runs, the newest first, each with what it ended with."""
    page = Page(width=width, colour=colour, ascii_only=ascii_only)
    if not entries:
        page.text("no run is kept that fits; `regreen run` keeps each one")
    for entry in entries:
        _entry(page, entry, verbose)
    return page.finished()


def render_show(
    shown: tuple[Record, Sequence[tuple[str, TestResult]]],
    *,
    width: int = 80,
    verbose: bool = False,
    colour: bool = False,
    ascii_only: bool = False,
) -> str:
    """One run: jobs, steps, causes, what it was run with, tests that did not pass."""
    record, tests = shown
    page = Page(width=width, colour=colour, ascii_only=ascii_only)
    execution = record.execution
    patched = ", with a patch" if record.patched else ""
    page.text(f"run {record.id}: {_word(execution.outcome)}", _STYLE.get(execution.outcome, "bold red"))
    page.text(
        visible(
            f"{record.project} {record.branch} {execution.commit[:12]}{patched} {page.marks.dot}"
            f" {execution.workflow.rpartition('/')[2]} on {execution.event} {page.marks.dot} {_when(record.started)}"
        ),
        "dim",
    )
    page.blank()
    show_execution(page, execution, verbose)
    for cause in record.causes:
        _cause(page, cause)
    _tests(page, tests, verbose)
    for job in execution.jobs:
        _circumstances(page, job, verbose)
    for note in execution.notes:
        page.text(visible(note), "", first="note: ")
    return page.finished()


def _entry(page: Page, entry: Entry, verbose: bool) -> None:
    patched = " +patch" if entry.patched else ""
    page.parts(
        [
            (f"{entry.id:>5}  ", "bold"),
            (f"{_word(entry.outcome):<9} ", _STYLE.get(entry.outcome, "bold red")),
            (f"{_when(entry.started)}  ", "dim"),
            (visible(f"{entry.branch or '(no branch)'} {entry.commit[:10]}{patched}"), ""),
            (visible(f"  {entry.workflow.rpartition('/')[2]}"), "dim"),
            (f"  {entry.seconds:.1f}s", "dim"),
        ]
    )
    for cause in entry.causes if verbose else entry.causes[:2]:
        page.text(visible(f"{cause.title} [{cause.rule} {cause.fingerprint[:12]}]"), "", left=7)
    if entry.failed and not entry.causes:
        page.text(visible("red: " + ", ".join(entry.failed[:5])), "", left=7)


def _cause(page: Page, cause: KnownCause) -> None:
    page.blank()
    page.text(visible(cause.title), "bold", first="cause: ")
    page.text(
        visible(f"{cause.category} {page.marks.dot} {cause.rule} {page.marks.dot} {cause.fingerprint}"),
        "dim",
        left=3,
    )
    for place, text in cause.evidence:
        page.parts([(visible(place), "cyan")], left=3)
        page.quoted(visible(text), f"{page.marks.bar} ", left=5, rows=2)


def _tests(page: Page, tests: Sequence[tuple[str, TestResult]], verbose: bool) -> None:
    shown = tests if verbose else tests[:TESTS]
    if shown:
        page.blank()
    for _, result in shown:
        word = "flaky" if result.flaky else result.outcome.value
        why = ": ".join(filter(None, (result.error, result.message)))
        page.text(visible(f"{result.test}  {why}"), "", first=f"{word:<8}")
    if len(tests) > len(shown):
        page.text(f"{len(tests) - len(shown):,} more tests: --verbose shows them", "dim")


def _circumstances(page: Page, job: JobRun, verbose: bool) -> None:
    for item in job.services:
        page.text(visible(f"{item.id} ({item.image}): {item.provider} {item.version}"), "", first="service: ")
    for difference in job.substitutions:
        page.text(visible(f"{difference.wanted} {page.marks.arrow} {difference.used}"), "", first="differs: ")
    if job.empty_secrets:
        page.text("read and empty: " + visible(", ".join(job.empty_secrets)), "", first="secrets: ")
    for place in job.environments:
        packages = [f"{name} {version}" for name, version in place.packages]
        few = ", ".join(packages) if verbose else f"{len(packages)} packages"
        page.text(visible(f"{place.path} (Python {place.python}): {few}"), "", first="packages: ")


def _word(outcome: Outcome) -> str:
    return "failed" if outcome is Outcome.FAILURE else outcome.value


def _when(moment: float) -> str:
    return datetime.fromtimestamp(moment).astimezone().strftime("%Y-%m-%d %H:%M")
