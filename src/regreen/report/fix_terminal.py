"""The answer of `fix` on a terminal: what was changed, what is left and what releases it, what to do next."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import FileEvidence, Finding, Fix
from regreen.model.repair import Held, Offer, Repair
from regreen.model.run import Outcome, Run
from regreen.report import words
from regreen.report.page import Page
from regreen.report.safe import cleaned
from regreen.report.terminal import Section

LEFT = 12  # findings that are left and shown; with `verbose` all


def render(
    repair: Repair,
    *,
    width: int = 80,
    verbose: bool = False,
    colour: bool = False,
    ascii_only: bool = False,
) -> str:
    """The outcome as text for a terminal of `width` columns; `ascii_only` draws with ASCII characters."""
    page = Page(width=width, colour=colour, ascii_only=ascii_only)
    page.text(headline(repair), "bold green" if repair.complete else "bold yellow")
    section = Section(page, verbose)
    for number, offer in enumerate(repair.applied, 1):
        page.blank()
        _applied(page, section, number, offer)
    shown = repair.held if verbose else repair.held[:LEFT]
    for held in shown:
        page.blank()
        _held(page, held)
    if len(repair.held) > len(shown):
        page.blank()
        page.text(f"and {len(repair.held) - len(shown)} more that stay: --verbose shows them", "dim")
    steps = list(_next(repair))
    if repair.notes or steps:
        page.blank()
    for note in repair.notes:
        page.text(_clean_text(note), "", first="note: ")
    for step in steps:
        page.text(step, "bold", first="next: ")
    return page.finished()


def headline(repair: Repair) -> str:
    """What was done and what is left, in one line."""
    if not repair.applied and not repair.held:
        return "nothing to fix"
    number = len(repair.applied)
    done = "1 fix" if number == 1 else f"{number:,} fixes"
    where = f" in {words.counted(len(repair.files), 'file')}" if repair.files else ", nothing written"
    if repair.commits:
        where = f", {words.counted(len(repair.commits), 'commit')} on {_clean_text(repair.branch or 'HEAD')}"
    parts = [f"{done}{where}"] if repair.applied else ["nothing changed"]
    if repair.held:
        parts.append(f"{words.counted(len(repair.held), 'finding')} left")
    return ", ".join(parts)


def _applied(page: Page, section: Section, number: int, offer: Offer) -> None:
    finding = _clean(offer)
    page.text(finding.title, "bold", first=f"{number}  ")
    page.text(finding.rule, "dim", left=3)
    section.fix(finding.fixes[0])


def _held(page: Page, held: Held) -> None:
    finding = _cleaned(held.finding, fixes=(held.fix,) if held.fix else held.finding.fixes)
    where = next((piece for piece in finding.evidence if isinstance(piece, FileEvidence)), None)
    page.text(finding.title, "bold", first="-  ")
    place = f"{words.place(where)} {page.marks.dot} " if where else ""
    page.text(f"{place}{finding.rule}", "dim", left=3)
    if held.fix is not None:
        page.text(finding.fixes[0].title, "", first=f"fix, {held.fix.safety.name.lower()}: ", left=3)
    release = f" ({held.release} applies it)" if held.release and held.fix else ""
    page.text(f"{_clean_text(held.reason)}{release}", "", first="stays: ", left=3)
    if held.fix is None:
        _decide(page, finding)


def _decide(page: Page, finding: Finding) -> None:
    """What a person may do where nothing can be applied: further advice and the commands, or the rule's page."""
    for fix in finding.fixes[1:]:
        page.text(fix.title, "", first="or: ", left=3)
    for command in dict.fromkeys(command for fix in finding.fixes for command in fix.commands):
        page.command(command, left=5)
    if not finding.fixes:
        page.command(f"regreen explain {finding.rule}", left=5)


def _next(repair: Repair) -> Iterable[str]:
    """The commands that complete the fixes, how to see what was changed, and what more there is."""
    if repair.commits:
        return
    for command in dict.fromkeys(command for offer in repair.applied for command in offer.fix.commands):
        yield _clean_text(command)
    if repair.files:
        yield "git diff"
    for option in dict.fromkeys(held.release for held in repair.held if held.fix and held.release):
        number = sum(1 for held in repair.held if held.fix and held.release == option)
        more = "1 more fix" if number == 1 else f"{number:,} more fixes"
        yield f"regreen fix {option} ({more}; with --diff it only shows them)"


def _clean(offer: Offer) -> Finding:
    return _cleaned(offer.finding, fixes=(offer.fix,))


def _cleaned(finding: Finding, fixes: tuple[Fix, ...]) -> Finding:
    """The finding with nothing but these fixes, every text of it safe to show."""
    cause = Cause(replace(finding, fixes=fixes))
    return cleaned(Diagnosis(run=Run(), outcome=Outcome.UNKNOWN, causes=(cause,))).causes[0].finding


def _clean_text(text: str) -> str:
    return cleaned(Diagnosis(run=Run(), outcome=Outcome.UNKNOWN, notes=(text,))).notes[0]
