"""The answer of `bisect` as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from regreen.model.bisection import Bisection, Culprit
from regreen.report.bisect_words import counts, evidence, headline, safe
from regreen.report.safe import code, fenced, markdown


def render(bisection: Bisection) -> str:
    """The outcome as a document."""
    return "\n".join(_lines(safe(bisection))).rstrip() + "\n"


def _lines(bisection: Bisection) -> Iterator[str]:
    yield f"# {markdown(headline(bisection), first=False)}\n"
    if bisection.culprit is not None:
        yield from _culprit(bisection.culprit)
    elif bisection.left:
        yield f"{markdown(bisection.reason)}\n"
        yield from (f"- {code(commit[:12])} {markdown(subject)}" for commit, subject in bisection.left)
        yield ""
    if bisection.cause is not None:
        finding = bisection.cause.finding
        yield f"Cause: **{markdown(finding.title)}** ({finding.category}, {code(finding.rule)})\n"
    yield f"{markdown(counts(bisection))}\n"
    yield "| commit | | |\n|---|---|---|"
    for one in bisection.tested:
        reason = f": {one.reason}" if one.reason else ""
        yield f"| {code(one.commit[:12])} | {markdown(one.subject)} | {one.seen.value}{markdown(reason, first=False)} |"


def _culprit(culprit: Culprit) -> Iterator[str]:
    yield f"{code(culprit.commit)}, {markdown(culprit.author)}, {culprit.date}\n"
    yield from (f"- {code(path)}" for path in culprit.files)
    yield ""
    lines = list(evidence(culprit))
    if lines:
        yield fenced("\n".join(f"{place}: {text}" for place, text in lines), "diff")
