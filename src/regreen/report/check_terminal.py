"""The answer of `check` on a terminal: headline, findings with their places and fixes, what to do next."""

from __future__ import annotations

from itertools import groupby

from regreen.model.checkup import Checkup
from regreen.model.finding import FileEvidence, Finding, Safety, Severity
from regreen.report import words
from regreen.report.checkups import as_diagnosis, headline
from regreen.report.page import Page
from regreen.report.safe import cleaned
from regreen.report.terminal import Section

PLACES = 5  # places that are shown of each finding
_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}
_WORD = {Severity.ERROR: "will fail", Severity.WARNING: "may fail"}


def render(
    checkup: Checkup,
    *,
    width: int = 80,
    verbose: bool = False,
    colour: bool = False,
    ascii_only: bool = False,
) -> str:
    """The findings as text for a terminal of `width` columns; `ascii_only` draws with ASCII characters."""
    page = Page(width=width, colour=colour, ascii_only=ascii_only)
    findings, notes = _cleaned(checkup)
    page.text(headline(checkup), _STYLE[checkup.findings[0].severity] if checkup.findings else "bold green")
    section = Section(page, verbose)
    for number, finding in enumerate(findings, 1):
        page.blank()
        _finding(page, section, number, finding, verbose)
    if notes or _next_step(findings):
        page.blank()
    for note in notes:
        page.text(note, "", first="note: ")
    if step := _next_step(findings):
        page.text(step, "bold", first="next: ")
    return page.finished()


def _cleaned(checkup: Checkup) -> tuple[list[Finding], tuple[str, ...]]:
    """The findings and notes with every text safe to show."""
    shown = cleaned(as_diagnosis(checkup))
    return [cause.finding for cause in shown.causes], shown.notes


def _finding(page: Page, section: Section, number: int, finding: Finding, verbose: bool) -> None:
    page.text(finding.title, "bold", first=f"{number}  ")
    dot = f" {page.marks.dot} "
    style = _STYLE[finding.severity].removeprefix("bold ")
    page.parts(
        [(_WORD[finding.severity], style), (dot + dot.join([finding.category, finding.rule]), "dim")], left=3
    )
    places = [piece for piece in finding.evidence if isinstance(piece, FileEvidence)]
    shown = places if verbose else places[:PLACES]
    for path, pieces in groupby(shown, key=lambda piece: piece.path):
        lines = sorted({(piece.line, piece.text): piece for piece in pieces}.values(), key=lambda p: p.line)
        section.place(f"{path}:{lines[0].line}:{lines[0].column}", "")
        section.lines([(piece.line, piece.text) for piece in lines], best=(shown[0].line, shown[0].text))
    if len(places) > len(shown):
        page.text(f"and {words.counted(len(places) - len(shown), 'more place')}", "dim", left=3)
    for fix in finding.fixes:
        section.fix(fix)


def _next_step(findings: list[Finding]) -> str:
    best = [min((fix.safety for fix in f.fixes if fix.edits), default=Safety.ADVICE) for f in findings]
    safe, unsafe = best.count(Safety.SAFE), best.count(Safety.UNSAFE)
    if not findings:
        return ""
    if safe:
        more = f"; with --unsafe those of {unsafe:,} more" if unsafe else ""
        return f"regreen fix (applies the safe patches of {words.counted(safe, 'finding')}{more})"
    if unsafe:
        patches = f"the patches of {words.counted(unsafe, 'finding')}"
        return f"regreen fix --unsafe (applies {patches}; with --diff it only shows them)"
    own = next((finding.rule for finding in findings if ":" not in finding.rule), "")
    return f"regreen explain {own}" if own else ""
