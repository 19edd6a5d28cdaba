"""The words that every answer of `bisect` shares."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from regreen.model.bisection import Bisection, Culprit, Seen
from regreen.model.finding import FileEvidence
from regreen.report.green_words import clean, clean_causes
from regreen.report.words import counted


def headline(bisection: Bisection) -> str:
    """The answer in one line."""
    if bisection.culprit is not None:
        culprit = bisection.culprit
        return f"{culprit.commit[:12]} turned it red: {culprit.subject}"
    if bisection.left:
        return f"{bisection.answer.value}: it is one of {counted(len(bisection.left), 'commit')}"
    return f"{bisection.answer.value}: {bisection.reason}"


def counts(bisection: Bisection) -> str:
    """How many commits were judged, and how."""
    parts = [
        f"{number} {seen.value}"
        for seen in Seen
        if (number := sum(1 for one in bisection.tested if one.seen is seen))
    ]
    cached = sum(1 for one in bisection.tested if one.cached)
    known = f", {cached} of them known from an earlier search" if cached else ""
    return f"{counted(len(bisection.tested), 'commit')} judged: {', '.join(parts)}{known}"


def evidence(culprit: Culprit) -> Iterator[tuple[str, str]]:
    """The lines of the diff: where, and the text with `+` or `-` before it."""
    for sign, pieces in (("+", culprit.evidence), ("-", culprit.removed)):
        for piece in pieces:
            yield f"{piece.path}:{piece.line}", f"{sign} {piece.text}"


def safe(bisection: Bisection) -> Bisection:
    """The same with every text of it safe to show."""
    culprit = bisection.culprit
    cause = clean_causes((bisection.cause,))[0] if bisection.cause is not None else None
    return replace(
        bisection,
        reason=clean(bisection.reason),
        cause=cause,
        culprit=_culprit(culprit) if culprit is not None else None,
        left=tuple((commit, clean(subject)) for commit, subject in bisection.left),
        tested=tuple(
            replace(one, subject=clean(one.subject), reason=clean(one.reason)) for one in bisection.tested
        ),
        notes=tuple(clean(note) for note in bisection.notes),
    )


def _culprit(culprit: Culprit) -> Culprit:
    return replace(
        culprit,
        author=clean(culprit.author),
        subject=clean(culprit.subject),
        files=tuple(clean(path) for path in culprit.files),
        evidence=tuple(_piece(piece) for piece in culprit.evidence),
        removed=tuple(_piece(piece) for piece in culprit.removed),
    )


def _piece(piece: FileEvidence) -> FileEvidence:
    return replace(piece, path=clean(piece.path), text=clean(piece.text))
