"""The answer of `bisect` on a terminal."""

from __future__ import annotations

from regreen.model.bisection import Bisection, Culprit, Seen, Tested
from regreen.report import words
from regreen.report.bisect_words import counts, evidence, headline, safe
from regreen.report.page import Page
from regreen.report.terminal import Section

LEFT, FILES = 20, 12  # commits and files that are listed without `verbose`
_STYLE = {Seen.BAD: "bold red", Seen.GOOD: "green", Seen.SKIPPED: "yellow"}


def render(
    bisection: Bisection,
    *,
    width: int = 80,
    verbose: bool = False,
    colour: bool = False,
    ascii_only: bool = False,
) -> str:
    """The outcome as text for a terminal of `width` columns."""
    page = Page(width=width, colour=colour, ascii_only=ascii_only)
    shown = safe(bisection)
    page.text(headline(shown), "bold green" if shown.culprit is not None else "bold yellow")
    if shown.culprit is not None:
        _culprit(page, shown.culprit, verbose)
    else:
        _left(page, shown, verbose)
    if shown.cause is not None:
        page.blank()
        page.text(shown.cause.finding.title, "bold", first="cause: ")
        page.text(shown.cause.finding.rule, "dim", left=3)
        if verbose:
            Section(page, verbose).evidence(shown.cause.finding)
    page.blank()
    page.text(f"{counts(shown)} ({shown.seconds:.0f}s)", "dim")
    for one in shown.tested:
        _tested(page, one)
    for note in shown.notes:
        page.text(note, "", first="note: ")
    if shown.culprit is not None:
        page.text(f"git show {shown.culprit.commit[:12]}", "bold", first="next: ")
    return page.finished()


def _culprit(page: Page, culprit: Culprit, verbose: bool) -> None:
    page.text(f"{culprit.author}, {culprit.date}", "", left=3)
    files = culprit.files if verbose else culprit.files[:FILES]
    for path in files:
        page.text(path, "cyan", left=3)
    if len(culprit.files) > len(files):
        page.text(f"and {words.counted(len(culprit.files) - len(files), 'more file')}", "dim", left=3)
    lines = list(evidence(culprit))
    page.blank()
    if not lines:
        page.text("no line of its diff is named by the evidence", "dim")
    for place, text in lines:
        page.text(place, "cyan", left=3)
        page.quoted(text, f"{page.marks.bar} ", left=5, rows=2, style="green" if text[0] == "+" else "red")


def _left(page: Page, bisection: Bisection, verbose: bool) -> None:
    if bisection.left:
        page.text(bisection.reason, "", left=3)
    left = bisection.left if verbose else bisection.left[:LEFT]
    for commit, subject in left:
        page.text(f"{commit[:12]} {subject}", "", left=3)
    if len(bisection.left) > len(left):
        page.text(f"and {len(bisection.left) - len(left)} more: --verbose shows them", "dim", left=3)


def _tested(page: Page, one: Tested) -> None:
    time = "known" if one.cached else f"{one.seconds:.1f}s"
    reason = f" ({one.reason})" if one.reason else ""
    page.parts(
        [
            (f"{one.seen.value:<8}", _STYLE[one.seen]),
            (f"{one.commit[:12]} {one.subject}{reason}", ""),
            (f"  {time}", "dim"),
        ],
        left=3,
    )
