"""The answer on a terminal: headline, causes with their evidence and fixes, what is left, one next step.

Meaning never hangs on colour, and the layout holds from 30 columns up: texts wrap below themselves,
quoted lines are cut after a few rows unless the whole is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import AnnotationEvidence, FileEvidence, Finding, Fix, Safety
from regreen.report import words
from regreen.report.diff import lines_of_diff
from regreen.report.page import Page
from regreen.report.safe import cleaned

ROWS = 3  # rows of the screen that a quoted line may take
DIFF = 60  # lines of a diff that are shown
PIECES = 3  # lines of one step that are shown of each cause
CAUSES = 12  # causes that are shown in full; of the others the titles
_SAFETY_STYLE = {Safety.SAFE: "bold green", Safety.UNSAFE: "bold yellow", Safety.ADVICE: "bold magenta"}
_DIFF_STYLE = {"file": "bold", "hunk": "cyan", "added": "green", "removed": "red", "same": ""}


def render(
    diagnosis: Diagnosis,
    *,
    width: int = 80,
    verbose: bool = False,
    colour: bool = False,
    ascii_only: bool = False,
) -> str:
    """The diagnosis as text for a terminal of `width` columns; `ascii_only` draws with ASCII characters."""
    page = Page(width=width, colour=colour, ascii_only=ascii_only)
    shown = cleaned(diagnosis)
    page.text(words.headline(shown), _headline_style(shown))
    section = Section(page, verbose)
    full = len(shown.causes) if verbose or len(shown.causes) <= CAUSES + 1 else CAUSES
    for number, cause in enumerate(shown.causes[:full], 1):
        page.blank()
        section.cause(number, cause)
    if shown.causes[full:]:
        section.others(full + 1, shown.causes[full:])
    if shown.unexplained:
        page.blank()
        page.text("Unexplained", "bold yellow")
        section.quotes(words.line_quotes(shown.unexplained), limit=None, ranked=False)
    if shown.notes or words.next_step(shown):
        page.blank()
    for note in shown.notes:
        page.text(note, "", first="note: ")
    if step := words.next_step(shown):
        page.text(step, "bold", first="next: ")
    return page.finished()


def _headline_style(diagnosis: Diagnosis) -> str:
    head = words.headline(diagnosis)
    return (
        "bold green" if head.startswith("green") else "bold red" if head.startswith("red") else "bold yellow"
    )


class Section:
    """One cause, or the lines without one, on the page."""

    def __init__(self, page: Page, verbose: bool) -> None:
        self.page = page
        self.verbose = verbose

    def cause(self, number: int, cause: Cause) -> None:
        """Everything about one cause."""
        finding, page = cause.finding, self.page
        page.text(finding.title, "bold", first=f"{number}  ")
        dot = f" {page.marks.dot} "
        page.text(
            dot.join([finding.category, words.sureness(finding.confidence), finding.rule]), "dim", left=3
        )
        self.jobs(cause)
        self.evidence(finding)
        self.symptoms(cause)
        for fix in finding.fixes:
            self.fix(fix)

    def others(self, number: int, causes: Sequence[Cause]) -> None:
        """The titles of causes that would make the page too long."""
        self.page.blank()
        self.page.text(f"{words.counted(len(causes), 'more cause')}: --verbose shows them in full", "bold")
        for index, cause in enumerate(causes, number):
            first = f"{index}  "
            self.page.quoted(cause.finding.title, first, left=0, rows=1)

    def jobs(self, cause: Cause) -> None:
        """The jobs it turned red; a single one is named with its evidence already."""
        if len(cause.jobs) == 1 and words.log_quotes(cause.finding.evidence):
            return
        if jobs := words.jobs_text(cause.jobs, len(cause.jobs) if self.verbose else 3, self.page.marks.more):
            self.page.text(jobs, "dim", first="in ", left=3)

    def evidence(self, finding: Finding) -> None:
        """Files first, then what the CI service said, then logs by step."""
        for piece in finding.evidence:
            if isinstance(piece, FileEvidence):
                self.place(f"{piece.path}:{piece.line}:{piece.column}", "")
                self.lines([(piece.line, piece.text)], best=(piece.line, piece.text))
            elif isinstance(piece, AnnotationEvidence):
                self.place("annotation", piece.job)
                self.lines([(0, piece.text)], best=(0, piece.text))
        self.quotes(words.log_quotes(finding.evidence), None if self.verbose else PIECES)

    def quotes(self, quotes: Iterable[words.Quote], limit: int | None, *, ranked: bool = True) -> None:
        """At most `limit` lines of each step; `ranked` sets off the first of them."""
        for quote in quotes:
            self.place(quote.first, words.step_name(quote.job, quote.step, f" {self.page.marks.arrow} "))
            self.lines(sorted(quote.lines[:limit]), best=quote.lines[0] if ranked else None)

    def place(self, where: str, what: str) -> None:
        """Where the following lines stand."""
        aside = f" {self.page.marks.dot} {what}" if what else ""
        self.page.parts([(where, "cyan"), (aside, "dim")], left=3)

    def lines(self, lines: Sequence[tuple[int, str]], best: tuple[int, str] | None) -> None:
        """Quoted lines with their numbers, the most telling one set off; a gap in the numbers is shown."""
        digits = max(len(str(number)) for number, _ in lines)
        previous = lines[0][0]
        for number, text in lines:
            if number - previous > 1:
                self.page.text(self.page.marks.gap, "dim", left=5 + digits + 1)
            shown = str(number) if number else ""
            gutter = f"{shown:>{digits}} {self.page.marks.bar} "
            style = "bold" if (number, text) == best else ""
            self.page.quoted(text, gutter, left=5, rows=None if self.verbose else ROWS, style=style)
            previous = number

    def symptoms(self, cause: Cause) -> None:
        """What goes back to it: one line, or with `verbose` one for each."""
        if not self.verbose:
            if line := words.explains(cause, more=self.page.marks.more):
                self.page.text(line, "", first="explains: ", left=3)
            return
        for symptom in cause.symptoms:
            self.page.text(symptom.title, "", first="explains: ", left=3)
            for piece in symptom.evidence[:1]:
                self.page.text(words.place(piece), "cyan", left=5)

    def fix(self, fix: Fix) -> None:
        """How far it may be trusted, what it does, commands, the patch."""
        page, style = self.page, _SAFETY_STYLE[fix.safety]
        page.parts([(f"fix, {fix.safety.name.lower()}: ", style), (fix.title, "")], left=3)
        for command in fix.commands:
            page.command(command, left=5)
        lines = fix.diff.rstrip("\n").split("\n") if fix.diff else []
        limit = len(lines) if self.verbose else DIFF
        for line, kind in lines_of_diff(lines[:limit]):
            page.quoted(line, f"{page.marks.bar} ", left=5, rows=None, style=_DIFF_STYLE[kind])
        if len(lines) > limit:
            page.text(f"{len(lines) - limit:,} more lines: --verbose shows them", "dim", left=5)
