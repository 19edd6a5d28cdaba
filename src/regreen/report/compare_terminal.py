"""A comparison of two runs on a terminal."""

from __future__ import annotations

from regreen.model.comparison import Comparison, JobPair, SideStep, StepPair
from regreen.model.record import KnownCause
from regreen.model.run import Outcome
from regreen.report.page import Page
from regreen.report.safe import visible

PACKAGES = 20  # packages that are shown


def headline(comparison: Comparison) -> str:
    """The verdict and what it rests on."""
    return f"{comparison.verdict.value}: {comparison.reason}"


def render(
    comparison: Comparison,
    *,
    width: int = 80,
    verbose: bool = False,
    colour: bool = False,
    ascii_only: bool = False,
) -> str:
    """The verdict, then each job step by step, causes, packages."""
    page = Page(width=width, colour=colour, ascii_only=ascii_only)
    page.text(visible(headline(comparison)), "bold green" if comparison.verdict.good else "bold red")
    page.text(visible(comparison.here.title), "dim", first="here:  ")
    page.text(visible(comparison.there.title), "dim", first="there: ")
    for pair in comparison.jobs:
        _job(page, pair, verbose)
    for title, causes in (
        ("both", comparison.both),
        ("only here", comparison.only_here),
        ("only there", comparison.only_there),
    ):
        _causes(page, title, causes)
    for name in comparison.alone_there:
        page.text(visible(name), "", first="not run here: ")
    for name in comparison.alone_here:
        page.text(visible(name), "", first="not run there: ")
    for item in comparison.here.substitutions:
        page.text(visible(f"{item.wanted} {page.marks.arrow} {item.used}"), "", first="differs: ")
    return page.finished()


def _job(page: Page, pair: JobPair, verbose: bool) -> None:
    page.blank()
    page.text(visible(pair.here.name or pair.there.name), "bold")
    for step in pair.steps:
        style = "dim" if step.same and not _red(step) else "" if step.same else "bold yellow"
        sign = "=" if step.same else "!"
        page.parts(
            [
                (f"{sign} {_word(step.here):<9} {_word(step.there):<9} ", style),
                (visible(step.name), style if style == "dim" else ""),
            ],
            left=2,
        )
    shown = pair.packages if verbose else pair.packages[:PACKAGES]
    for item in shown:
        page.text(
            visible(f"{item.name}: {item.here or 'none'} here, {item.there or 'none'} there"), "", left=2
        )
    if len(pair.packages) > len(shown):
        page.text(
            f"{len(pair.packages) - len(shown)} more packages differ: --verbose shows them", "dim", left=2
        )
    for where, names in (("here", pair.variables_here), ("there", pair.variables_there)):
        if names:
            page.text(visible(", ".join(names)), "", first=f"variables only {where}: ", left=2)


def _causes(page: Page, title: str, causes: tuple[KnownCause, ...]) -> None:
    for number, cause in enumerate(causes):
        if not number:
            page.blank()
        page.text(visible(f"{cause.title} [{cause.rule} {cause.fingerprint[:12]}]"), "", first=f"{title}: ")


def _red(pair: StepPair) -> bool:
    return pair.here is not None and pair.here.outcome not in (Outcome.SUCCESS, Outcome.SKIPPED)


def _word(step: SideStep | None) -> str:
    if step is None:
        return "-"
    return "failed" if step.outcome is Outcome.FAILURE else step.outcome.value
