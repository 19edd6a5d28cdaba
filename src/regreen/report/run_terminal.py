"""The answer of `run` and `verify` on a terminal: each job and step with its outcome and time, what differed."""

from __future__ import annotations

from regreen.model.diagnosis import Cause
from regreen.model.execution import Execution, JobRun, StepRun
from regreen.model.run import Outcome
from regreen.model.verification import Verdict, Verification
from regreen.report.page import Page
from regreen.report.safe import visible

WARNING = "the code of the repository is executed on this machine, with your rights and your network"
_STYLE = {
    Outcome.SUCCESS: "green",
    Outcome.SKIPPED: "dim",
    Outcome.FAILURE: "bold red",
    Outcome.CANCELLED: "yellow",
    Outcome.TIMED_OUT: "bold red",
}
_TESTS = 10  # ids of tests that are shown


def render(
    execution: Execution,
    *,
    width: int = 80,
    verbose: bool = False,
    colour: bool = False,
    ascii_only: bool = False,
) -> str:
    """A run as text for a terminal of `width` columns."""
    page = Page(width=width, colour=colour, ascii_only=ascii_only)
    show_execution(page, execution, verbose)
    _differences(page, execution)
    for note in execution.notes:
        page.text(visible(note), "", first="note: ")
    return page.finished()


def render_verification(
    verification: Verification,
    *,
    width: int = 80,
    verbose: bool = False,
    colour: bool = False,
    ascii_only: bool = False,
) -> str:
    """A verification as text for a terminal of `width` columns."""
    page = Page(width=width, colour=colour, ascii_only=ascii_only)
    good = verification.verdict.good
    style = (
        "bold green" if good else "bold yellow" if verification.verdict is Verdict.CANNOT_RUN else "bold red"
    )
    page.text(f"{verification.verdict.value}: {visible(verification.reason)}", style)
    for title, execution in (
        ("before", verification.before),
        *(("after", one) for one in verification.after),
    ):
        page.blank()
        page.text(f"{title}: {execution.commit[:12]}", "bold")
        show_execution(page, execution, verbose)
    for title, causes in (
        ("ended", verification.ended),
        ("left", verification.left),
        ("unmasked", verification.unmasked),
    ):
        _causes(page, title, causes)
    change = verification.tests
    for title, tests in (("mended", change.mended), ("broken", change.broken), ("gone", change.gone)):
        _tests_named(page, title, tests, verbose)
    if verification.substitutions:
        page.blank()
    for item in verification.substitutions:
        why = f" ({item.why})" if item.why else ""
        page.text(visible(f"{item.wanted} {page.marks.arrow} {item.used}{why}"), "", first="differs: ")
    return page.finished()


def _tests_named(page: Page, title: str, tests: tuple[str, ...], verbose: bool) -> None:
    shown = tests if verbose else tests[:_TESTS]
    for test in shown:
        page.text(visible(test), "", first=f"{title}: ")
    if len(tests) > len(shown):
        page.text(f"and {len(tests) - len(shown):,} more {title}: --verbose shows them", "dim")


def show_execution(page: Page, execution: Execution, verbose: bool) -> None:
    """Each job with its steps, outcomes and times."""
    for job in execution.jobs:
        page.parts(
            [
                (f"{_word(job)}  ", _STYLE.get(job.outcome, "bold")),
                (visible(job.name), "bold"),
                (f"  {job.seconds:.1f}s" if job.log else "", "dim"),
                (_tests(job), "dim"),
            ]
        )
        reason = job.cannot_run or job.reason
        if reason:
            page.text(visible(reason), "", left=4)
        for step in job.steps:
            if verbose or step.outcome is not Outcome.SKIPPED:
                _step(page, step)


def _word(job: JobRun) -> str:
    if job.cannot_run:
        return "cannot run"
    return "failed, may fail" if job.tolerated else _outcome(job.outcome)


def _outcome(outcome: Outcome) -> str:
    return "failed" if outcome is Outcome.FAILURE else outcome.value


def _tests(job: JobRun) -> str:
    count = job.tests
    if count is None:
        return ""
    parts = [
        f"{number} {word}"
        for number, word in (
            (count.passed, "passed"),
            (count.failed, "failed"),
            (count.errors, "errors"),
            (count.skipped, "skipped"),
        )
        if number
    ]
    return "  tests: " + (", ".join(parts) or "none ran")


def _step(page: Page, step: StepRun) -> None:
    forgiven = " (may fail)" if step.outcome is not step.conclusion else ""
    word = "not run" if step.unsupported else _outcome(step.outcome)
    page.parts(
        [
            (f"{word:<9}", _STYLE.get(step.outcome, "")),
            (f"{step.seconds:7.1f}s  ", "dim"),
            (visible(step.name) + forgiven, ""),
        ],
        left=4,
    )
    if step.unsupported:
        page.text(visible(step.unsupported), "", left=22)


def _differences(page: Page, execution: Execution) -> None:
    tools = dict.fromkeys(tool.program for job in execution.jobs for tool in job.missing_tools)
    secrets = dict.fromkeys(name for job in execution.jobs for name in job.empty_secrets)
    if execution.substitutions or tools or secrets or execution.notes:
        page.blank()
    for item in execution.substitutions:
        why = f" ({item.why})" if item.why else ""
        page.text(visible(f"{item.wanted} {page.marks.arrow} {item.used}{why}"), "", first="differs: ")
    for tool in tools:
        page.text(f"{visible(tool)} is not installed here; GitHub's image may have it", "", first="missing: ")
    if secrets:
        page.text("read and empty: " + visible(", ".join(secrets)), "", first="secrets: ")


def _causes(page: Page, title: str, causes: tuple[Cause, ...]) -> None:
    for cause in causes:
        page.text(visible(f"{cause.finding.title} [{cause.finding.rule}]"), "", first=f"{title}: ")
