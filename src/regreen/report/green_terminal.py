"""The answer of `fix --until-green` on a terminal: every layer, before and after, what differs, what is left."""

from __future__ import annotations

from msgspec.structs import replace

from regreen.model.diagnosis import Cause
from regreen.model.execution import Substitution
from regreen.model.greening import Applied, Greening, Layer, Question, Stop
from regreen.report import words
from regreen.report.green_words import (
    applied_line,
    clean,
    clean_causes,
    clean_fixes,
    headline,
    layer_line,
    next_steps,
    outcome_line,
    safe,
)
from regreen.report.page import Page
from regreen.report.terminal import Section

_STYLE = {Stop.GREEN: "bold green", Stop.INTERRUPTED: "bold yellow", Stop.CANNOT_RUN: "bold yellow"}


def render(
    greening: Greening,
    *,
    width: int = 80,
    verbose: bool = False,
    colour: bool = False,
    ascii_only: bool = False,
) -> str:
    """The outcome as text for a terminal of `width` columns."""
    page = Page(width=width, colour=colour, ascii_only=ascii_only)
    shown = safe(greening)
    page.text(headline(shown), _STYLE.get(shown.stop, "bold red"))
    page.text(f"{shown.reason} ({shown.seconds:.0f}s)", "dim")
    section = Section(page, verbose)
    for layer in shown.layers:
        page.blank()
        _layer(page, section, layer, verbose)
    _sides(page, shown)
    for question in shown.questions:
        page.blank()
        _question(page, section, question)
    _end(page, shown)
    return page.finished()


def _layer(page: Page, section: Section, layer: Layer, verbose: bool) -> None:
    seconds = sum(run.seconds for run in layer.runs)
    more = f", {len(layer.runs)} runs" if len(layer.runs) > 1 else ""
    page.parts(
        [
            (f"layer {layer.number}  ", "bold"),
            (clean(layer_line(layer)), ""),
            (f"  {seconds:.1f}s{more}", "dim"),
        ]
    )
    done = {item.offer.finding.fingerprint: item for item in layer.applied}
    for number, cause in enumerate(layer.causes, 1):
        item = done.get(cause.finding.fingerprint)
        if item is None or verbose:
            section.cause(number, replace(cause, finding=replace(cause.finding, fixes=())))
        else:
            page.text(cause.finding.title, "bold", first=f"{number}  ")
            page.text(f"{cause.finding.category} {page.marks.dot} {cause.finding.rule}", "dim", left=3)
            section.evidence(replace(cause.finding, evidence=cause.finding.evidence[:2]))
        if item is not None:
            _applied(page, section, item)
    if layer.unexplained and not layer.causes:
        section.quotes(words.line_quotes(layer.unexplained), limit=None, ranked=False)


def _applied(page: Page, section: Section, item: Applied) -> None:
    finding = clean_causes((Cause(replace(item.offer.finding, fixes=(item.offer.fix,))),))[0].finding
    section.fix(finding.fixes[0])
    page.text(applied_line(item) + (f" ({item.commit[:12]})" if item.commit else ""), "dim", left=3)


def _sides(page: Page, greening: Greening) -> None:
    if not greening.layers:
        return
    page.blank()
    page.text(clean(outcome_line(greening.layers[0].execution)), "", first="before: ")
    page.text(clean(outcome_line(greening.layers[-1].execution)), "", first="after: ")
    for item in greening.substitutions:
        page.text(_differs(item, page.marks.arrow), "", first="differs: ")


def _differs(item: Substitution, arrow: str) -> str:
    return clean(f"{item.wanted} {arrow} {item.used}" + (f" ({item.why})" if item.why else ""))


def _question(page: Page, section: Section, question: Question) -> None:
    page.text(question.text, "bold", first="?  ")
    if question.where:
        page.text(question.where, "cyan", left=3)
    for fix in clean_fixes(question):
        section.fix(fix)
    if question.release:
        page.text(f"{question.release} lets regreen do the first of these", "", left=3)


def _end(page: Page, greening: Greening) -> None:
    steps = list(next_steps(greening))
    if greening.notes or steps or greening.commits:
        page.blank()
    for number, subject in enumerate(greening.commits, 1):
        page.text(clean(subject), "", first=f"commit {number}: ")
    for note in greening.notes:
        page.text(note, "", first="note: ")
    for step in steps:
        page.text(step, "bold", first="next: ")
