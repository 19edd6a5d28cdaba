"""Pieces of a diagnosis as blocks, for the page and for the failure-analysis document."""

from __future__ import annotations

from collections.abc import Iterator

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import AnnotationEvidence, Evidence, FileEvidence, Finding, Fix, LogEvidence
from regreen.report import words
from regreen.report.blocks import (
    Block,
    Bullets,
    Code,
    Details,
    Heading,
    Inline,
    Paragraph,
    Pre,
    Quoted,
    Strong,
    Words,
)

SYMPTOMS = 40  # symptoms that are listed of each cause


def cause_anchor(number: int) -> str:
    """The anchor of a cause."""
    return f"cause-{number}"


def evidence_anchor(number: int, index: int) -> str:
    """The anchor of the piece of evidence of that place in a cause's evidence."""
    return f"evidence-{number}-{index}"


def cause_head(number: int, cause: Cause) -> Iterator[Block]:
    """Title, kind and jobs."""
    finding = cause.finding
    yield Heading(3, (Words(f"{number}. {finding.title}"),), cause_anchor(number))
    kind: Inline = (
        Code(finding.category),
        Words(f" · {words.sureness(finding.confidence)} · "),
        Code(finding.rule),
    )
    jobs = words.jobs_text(cause.jobs, 12)
    yield Paragraph((*kind, Words(f" · in {jobs}")) if jobs else kind, "meta")


def evidence(number: int, finding: Finding) -> Iterator[Block]:
    """Every piece of evidence with its anchor: files first, then what the service said, then logs by step."""
    seen: set[tuple[str, str, str]] = set()
    ranked = enumerate(finding.evidence, 1)
    for index, piece in sorted(ranked, key=lambda item: _order(item[1])):
        if isinstance(piece, LogEvidence):
            group = (piece.file, piece.job, piece.step)
            if group not in seen:
                seen.add(group)
                yield _log(finding, group, evidence_anchor(number, index))
        else:
            yield _piece(piece, evidence_anchor(number, index))


def _order(piece: Evidence) -> int:
    return 0 if isinstance(piece, FileEvidence) else 1 if isinstance(piece, AnnotationEvidence) else 2


def _log(finding: Finding, group: tuple[str, str, str], anchor: str) -> Quoted:
    quote = next(q for q in words.log_quotes(finding.evidence) if (q.file, q.job, q.step) == group)
    what = words.step_name(quote.job, quote.step)
    return Quoted(anchor, quote.first, what, tuple(sorted(quote.lines)), quote.lines[0][0])


def _piece(piece: FileEvidence | AnnotationEvidence, anchor: str) -> Quoted:
    if isinstance(piece, FileEvidence):
        return Quoted(anchor, words.place(piece), "", ((piece.line, piece.text),), piece.line)
    return Quoted(anchor, "", f"annotation of {piece.job}" if piece.job else "annotation", ((0, piece.text),))


def first_evidence(number: int, finding: Finding) -> tuple[str, str]:
    """The place and the anchor of the evidence that is shown first."""
    index, piece = min(enumerate(finding.evidence, 1), key=lambda item: _order(item[1]))
    return words.place(piece), evidence_anchor(number, index)


def symptoms(cause: Cause) -> Iterator[Block]:
    """What goes back to a cause, folded."""
    line = words.explains(cause)
    if not line:
        return
    yield Paragraph((Strong("Explains:"), Words(f" {line}")))
    if cause.symptoms:
        items = tuple(_symptom(symptom) for symptom in cause.symptoms[:SYMPTOMS])
        left = len(cause.symptoms) - len(items)
        more: tuple[Inline, ...] = ((Words(f"{left:,} more"),),) if left > 0 else ()
        title = words.counted(len(cause.symptoms), "symptom")
        yield Details(title, (Bullets((*items, *more)),))


def _symptom(finding: Finding) -> Inline:
    return (Code(words.place(finding.evidence[0])), Words(f" {finding.title}"))


def fix(found: Fix) -> Iterator[Block]:
    """A fix: what it does, how far it may be trusted, commands, the patch."""
    safety = f"Fix, {found.safety.name.lower()}"
    yield Paragraph((Strong(safety), Words(f" ({words.SAFETY[found.safety]}): {found.title}")), "fix")
    yield from (Pre(command, "sh") for command in found.commands)
    if found.diff:
        yield Pre(found.diff, "diff")


def unexplained(diagnosis: Diagnosis) -> Iterator[Block]:
    """The last words of failing steps that no cause explains."""
    for index, quote in enumerate(words.line_quotes(diagnosis.unexplained), 1):
        what = words.step_name(quote.job, quote.step)
        yield Quoted(f"unexplained-{index}", quote.first, what, tuple(sorted(quote.lines)))
