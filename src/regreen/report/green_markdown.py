"""The answer of `fix --until-green` as Markdown, for the text of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from regreen.model.diagnosis import Cause
from regreen.model.finding import FileEvidence, Finding, LogEvidence
from regreen.model.greening import Applied, Greening, Layer, Question
from regreen.report import words
from regreen.report.green_words import (
    applied_line,
    clean,
    headline,
    layer_line,
    outcome_line,
    safe,
)
from regreen.report.safe import code, fenced, markdown

PIECES = 4  # pieces of evidence of a cause
DIFF = 400  # lines of the patch


def render(greening: Greening) -> str:
    """The outcome as a document."""
    shown = safe(greening)
    return "\n".join(_lines(shown)).rstrip() + "\n"


def _lines(greening: Greening) -> Iterator[str]:
    yield f"# {markdown(headline(greening), first=False)}\n"
    yield f"{markdown(greening.reason)}. Base: {code(greening.base[:12])}\n"
    if greening.layers:
        yield "| | |\n|---|---|"
        yield f"| before | {markdown(clean(outcome_line(greening.layers[0].execution)))} |"
        yield f"| after | {markdown(clean(outcome_line(greening.layers[-1].execution)))} |\n"
    for layer in greening.layers:
        yield from _layer(layer)
    if greening.questions:
        yield "## To decide\n"
        for question in greening.questions:
            yield from _question(question)
    if greening.substitutions:
        yield "## What differed from GitHub\n"
        for item in greening.substitutions:
            why = f" ({item.why})" if item.why else ""
            yield f"- {markdown(clean(f'{item.wanted} → {item.used}{why}'))}"
        yield ""
    yield from _patch(greening)


def _layer(layer: Layer) -> Iterator[str]:
    yield f"## Layer {layer.number}: {markdown(clean(layer_line(layer)), first=False)}\n"
    done = {item.offer.finding.fingerprint: item for item in layer.applied}
    for cause in layer.causes:
        yield from _cause(cause, done.get(cause.finding.fingerprint))
    if layer.unexplained and not layer.causes:
        yield fenced("\n".join(clean(line.text) for line in layer.unexplained))


def _cause(cause: Cause, item: Applied | None) -> Iterator[str]:
    finding = cause.finding
    yield f"**{markdown(finding.title, first=False)}** ({finding.category}, {code(finding.rule)})\n"
    yield from _evidence(finding)
    if item is not None:
        fix = item.offer.fix
        yield f"\nFix, {fix.safety.name.lower()}: {markdown(clean(fix.title))}. {markdown(applied_line(item))}\n"
    elif explained := words.explains(cause):
        yield f"\nExplains: {markdown(explained)}\n"
    else:
        yield ""


def _evidence(finding: Finding) -> Iterator[str]:
    for piece in finding.evidence[:PIECES]:
        if isinstance(piece, FileEvidence | LogEvidence):
            yield f"- {code(words.place(piece))}: {code(words.cut(piece.text.strip(), 200))}"
        else:
            yield f"- {code(words.cut(piece.text.strip(), 200))}"


def _question(question: Question) -> Iterator[str]:
    where = f" ({code(question.where)})" if question.where else ""
    yield f"- {markdown(question.text)}{where}"
    for fix in question.options:
        commands = "".join(f", {code(clean(command))}" for command in fix.commands)
        yield f"  - {markdown(clean(fix.title))}{commands}"
    yield ""


def _patch(greening: Greening) -> Iterator[str]:
    if not greening.diff:
        return
    yield "## Patch\n"
    yield from (f"{number}. {markdown(clean(subject))}" for number, subject in enumerate(greening.commits, 1))
    lines = greening.diff.rstrip("\n").split("\n")
    shown = "\n".join(clean(line) if line else line for line in lines[:DIFF])
    yield "\n" + fenced(shown, "diff")
    if len(lines) > DIFF:
        yield f"{words.counted(len(lines) - DIFF, 'line')} of the patch not shown here.\n"
