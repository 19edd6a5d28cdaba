"""The failure-analysis document: what happened, why, how sure that is, what to do in which order, and when it is done.

Every claim links to its evidence by an anchor of the same document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import AnnotationEvidence, FileEvidence, Finding, LogEvidence
from regreen.report import parts, words
from regreen.report.blocks import (
    Block,
    Bullets,
    Code,
    Details,
    Heading,
    Inline,
    Link,
    Paragraph,
    Section,
    Strong,
    Table,
    Words,
)
from regreen.report.document_plan import plan_blocks
from regreen.report.rule_page import blocks_of
from regreen.report.safe import cleaned
from regreen.report.write_html import page
from regreen.report.write_markdown import write

NAMED = 8  # jobs named in the table of facts


def render(name: str, diagnosis: Diagnosis, *, pages: Mapping[str, str] | None = None) -> str:
    """The document as `markdown` or `html`; `pages` maps ids of rules to their pages."""
    shown = cleaned(diagnosis)
    blocks = list(_blocks(shown, pages or {}))
    if name == "markdown":
        return write(blocks)
    if name == "html":
        return page(f"Failure analysis: {words.headline(shown)}", blocks)
    raise KeyError(name)


def _blocks(diagnosis: Diagnosis, pages: Mapping[str, str]) -> Iterator[Block]:
    yield Heading(1, (Words("Failure analysis"),))
    if rows := tuple(_facts(diagnosis)):
        yield Table((), rows)
    yield Heading(2, (Words("Summary"),), "summary")
    yield from _summary(diagnosis)
    if diagnosis.causes:
        yield Heading(2, (Words("Root causes"),), "root-causes")
        for number, cause in enumerate(diagnosis.causes, 1):
            yield Section(tuple(_cause(number, cause, pages)), "cause")
    yield from plan_blocks(diagnosis)


def _facts(diagnosis: Diagnosis) -> Iterator[tuple[Inline, ...]]:
    ref = diagnosis.run.ref
    named = {
        "Repository": ref.repository,
        "Workflow": ref.workflow,
        "Workflow file": ref.workflow_path,
        "Branch": ref.branch,
        "Commit": ref.sha,
        "Event": ref.event,
        "Started": ref.started,
        "Outcome": diagnosis.outcome.value,
        "Jobs turned red": words.jobs_text(_jobs(diagnosis), NAMED),
    }
    if ref.id:
        attempt = f", attempt {ref.attempt}" if ref.attempt > 1 else ""
        yield ((Words("Run"),), (Link(f"{ref.id}", ref.url), Words(attempt)))
    for name, value in named.items():
        if value:
            yield ((Words(name),), (Code(value) if name in ("Commit", "Workflow file") else Words(value),))


def _jobs(diagnosis: Diagnosis) -> list[str]:
    return list(dict.fromkeys(job for cause in diagnosis.causes for job in cause.jobs))


def _summary(diagnosis: Diagnosis) -> Iterator[Block]:
    yield Paragraph((Strong(words.headline(diagnosis)), Words(".")))
    if diagnosis.causes:
        yield Bullets(tuple(_entry(n, cause) for n, cause in enumerate(diagnosis.causes, 1)), "1.")
    if diagnosis.unexplained:
        steps = words.counted(len(words.line_quotes(diagnosis.unexplained)), "failing step")
        yield Paragraph(
            (Words(f"Nothing explains {steps}: "), Link("the last words", "#unexplained"), Words("."))
        )
    if diagnosis.notes:
        yield Bullets(tuple((Words(note),) for note in diagnosis.notes))


def _entry(number: int, cause: Cause) -> Inline:
    finding = cause.finding
    place, anchor = parts.first_evidence(number, finding)
    jobs = words.jobs_text(cause.jobs, 2)
    return (
        Link(finding.title, f"#{parts.cause_anchor(number)}"),
        Words(
            f" ({finding.category}, {words.sureness(finding.confidence)}{f', {jobs}' if jobs else ''}; see "
        ),
        Link(place, f"#{anchor}", code=True),
        Words(")"),
    )


def _cause(number: int, cause: Cause, pages: Mapping[str, str]) -> Iterator[Block]:
    finding = cause.finding
    yield from parts.cause_head(number, cause)
    yield Paragraph(_sureness(number, finding))
    yield from parts.evidence(number, finding)
    yield from parts.symptoms(cause)
    if text := pages.get(finding.rule, "").strip():
        yield Details(f"What {finding.rule} means", tuple(blocks_of(text)))


def _sureness(number: int, finding: Finding) -> Inline:
    """How sure it is, and by which witnesses."""
    place, anchor = parts.first_evidence(number, finding)
    how = f"{words.sureness(finding.confidence).capitalize()}: {_witnesses(finding)}; first "
    return (Words(how), Link(place, f"#{anchor}", code=True), Words("."))


def _witnesses(finding: Finding) -> str:
    log = any(isinstance(piece, LogEvidence | AnnotationEvidence) for piece in finding.evidence)
    file = any(isinstance(piece, FileEvidence) for piece in finding.evidence)
    if log and file:
        return "the run and the repository both bear witness"
    return "the repository shows it" if file else _said(finding)


def _said(finding: Finding) -> str:
    word = words.sure_word(finding.confidence)
    if word == "possible":
        return "only the run itself bears witness, in words that fit other causes as well"
    return "the run says so in words that mean this cause; the repository was not needed or not at hand"
