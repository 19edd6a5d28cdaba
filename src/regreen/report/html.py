"""The answer as one HTML page."""

from __future__ import annotations

from collections.abc import Iterator

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.report import parts, words
from regreen.report.blocks import Block, Bullets, Heading, Inline, Link, Paragraph, Section, Words
from regreen.report.safe import cleaned
from regreen.report.write_html import page


def render(diagnosis: Diagnosis) -> str:
    """The diagnosis as a page that needs nothing but itself."""
    shown = cleaned(diagnosis)
    head = words.headline(shown)
    return page(f"regreen: {head}", _blocks(shown, head))


def _blocks(diagnosis: Diagnosis, head: str) -> Iterator[Block]:
    colour = head.partition(":")[0].partition(",")[0]
    kind = colour if colour in ("red", "green") else ""
    yield Section((Heading(1, (Words(head),)), *_run(diagnosis)), kind)
    if len(diagnosis.causes) > 1:
        yield Bullets(tuple(_entry(n, cause) for n, cause in enumerate(diagnosis.causes, 1)), "1.")
    for number, cause in enumerate(diagnosis.causes, 1):
        yield Section(tuple(_cause(number, cause)), "cause")
    if diagnosis.unexplained:
        yield Heading(2, (Words("Unexplained"),), "unexplained")
        yield from parts.unexplained(diagnosis)
    if diagnosis.notes:
        yield Heading(2, (Words("Notes"),))
        yield Bullets(tuple((Words(note),) for note in diagnosis.notes))


def _run(diagnosis: Diagnosis) -> Iterator[Block]:
    ref = diagnosis.run.ref
    named = " · ".join(part for part in (ref.repository, ref.workflow, ref.branch, ref.sha[:12]) if part)
    link: Inline = (Words(" · "), Link(f"run {ref.id}", ref.url)) if ref.url else ()
    if named or link:
        yield Paragraph((Words(named), *link), "meta")


def _entry(number: int, cause: Cause) -> Inline:
    return (Link(cause.finding.title, f"#{parts.cause_anchor(number)}"),)


def _cause(number: int, cause: Cause) -> Iterator[Block]:
    yield from parts.cause_head(number, cause)
    yield from parts.evidence(number, cause.finding)
    yield from parts.symptoms(cause)
    for fix in cause.finding.fixes:
        yield from parts.fix(fix)
