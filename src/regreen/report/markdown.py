"""The answer as Markdown for GitHub: a comment on a pull request, or the summary of a step.

A hidden first line lets the comment be found and updated. It never mentions anybody, refers to no issue and holds no
link or HTML of a stranger (GitHub Flavored Markdown, GitHub's limit of 65,536 characters a comment).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import AnnotationEvidence, Evidence, FileEvidence, Fix
from regreen.report import words
from regreen.report.fit import fitted
from regreen.report.safe import address, cleaned, code, fenced, markdown, markdown_html

MARKER = "<!-- regreen -->"
COMMENT_LIMIT = 65_536
TITLE = 240  # characters of a title
DETAILED = 250  # causes that are shown with more than their titles
_RESERVED = 400  # characters for what is said about left-out causes


class Detail(Struct, frozen=True):
    """How much of a cause is shown."""

    pieces: int  # of evidence, from files and of each step
    width: int  # characters of a quoted line
    symptoms: int
    diff: int  # lines


DETAILS = (Detail(12, 2000, 20, 400), Detail(5, 400, 4, 150), Detail(1, 240, 2, 40), Detail(1, 160, 0, 0))


def render(
    diagnosis: Diagnosis,
    *,
    limit: int = COMMENT_LIMIT,
    size: Callable[[str], int] = len,
    marker: bool = True,
    headline: str = "",
) -> str:
    """The diagnosis as Markdown of at most `limit` characters (or what `size` counts), below its own headline."""
    shown = cleaned(diagnosis)
    title = f"### regreen: {markdown(headline or words.headline(shown), first=False)}\n"
    head = (f"{MARKER}\n" if marker else "") + title + _run(shown)
    causes = [_versions(number, cause) for number, cause in enumerate(shown.causes, 1)]
    ends = [[text, _short(text)] for text in (_unexplained(shown), _notes(shown)) if text]
    room = limit - size(head) - _RESERVED
    rest = fitted(ends, room // 4, size)
    body = fitted(causes, room - sum(map(size, rest)), size)
    left = len(causes) - len(body)
    more = f"\n{words.counted(left, 'more cause')} not shown here.\n" if left else ""
    return head + "".join(body) + more + "".join(rest)


def _run(diagnosis: Diagnosis) -> str:
    """The run that it is about, where it has an address."""
    ref = diagnosis.run.ref
    url = address(ref.url)
    if not url or not ref.id:
        return ""
    named = ", ".join(part for part in (words.cut(ref.workflow, 100), words.cut(ref.branch, 100)) if part)
    return f"\n[Run {ref.id}]({url}){' of ' if named else ''}{markdown(named, first=False)}\n"


def _versions(number: int, cause: Cause) -> list[str]:
    title = markdown(words.cut(cause.finding.title, TITLE))
    full = [_cause(number, cause, detail) for detail in DETAILS] if number <= DETAILED else []
    return [*full, f"\n{number}\\. {title}\n"]


def _cause(number: int, cause: Cause, detail: Detail) -> str:
    finding = cause.finding
    title = markdown_html(words.cut(finding.title, TITLE))
    kind = f"{finding.category}, {words.sureness(finding.confidence)}, {finding.rule}"
    opened = " open" if number == 1 else ""
    parts = [
        f"\n<details{opened}>\n<summary><b>{number}. {title}</b><br>{markdown_html(kind)}</summary>\n",
        *_jobs(cause),
        *_evidence(finding.evidence, detail),
        *_symptoms(cause, detail),
        *(text for fix in finding.fixes for text in _fix(fix, detail)),
        "</details>\n",
    ]
    return "\n".join(parts)


def _jobs(cause: Cause) -> Iterator[str]:
    if jobs := words.jobs_text([words.cut(job, 80) for job in cause.jobs], 5):
        yield f"In {markdown(jobs)}\n"


def _evidence(evidence: Sequence[Evidence], detail: Detail) -> Iterator[str]:
    files = [
        piece for piece in evidence if not isinstance(piece, AnnotationEvidence) and hasattr(piece, "path")
    ]
    for piece in files[: detail.pieces]:
        assert isinstance(piece, FileEvidence)
        yield _quoted(words.place(piece), "", [(piece.line, piece.text)], detail)
    for note in [piece for piece in evidence if isinstance(piece, AnnotationEvidence)][: detail.pieces]:
        yield _quoted("", f"annotation of {note.job}" if note.job else "annotation", [(0, note.text)], detail)
    yield from _quotes(words.log_quotes(evidence)[: detail.pieces], detail)


def _quotes(quotes: Iterable[words.Quote], detail: Detail) -> Iterator[str]:
    for quote in quotes:
        lines = sorted(quote.lines[: detail.pieces])
        yield _quoted(quote.first, words.step_name(quote.job, quote.step), lines, detail)


def _quoted(where: str, what: str, lines: Sequence[tuple[int, str]], detail: Detail) -> str:
    digits = max(len(str(number)) for number, _ in lines)
    body = "\n".join(
        (f"{number:>{digits}} | " if number else "") + words.cut(text, detail.width) for number, text in lines
    )
    place = " in ".join(
        part for part in (code(words.cut(where, 300)), markdown(words.cut(what, 200))) if part
    )
    return f"{place}\n\n{fenced(body)}"


def _symptoms(cause: Cause, detail: Detail) -> Iterator[str]:
    if detail.symptoms and (line := words.explains(cause, detail.symptoms)):
        yield f"Explains: {markdown(words.cut(line, 1200))}\n"


def _fix(fix: Fix, detail: Detail) -> Iterator[str]:
    safety = f"**Fix, {fix.safety.name.lower()}** ({words.SAFETY[fix.safety]}): "
    yield f"{safety}{markdown(words.cut(fix.title, TITLE))}\n"
    if fix.commands:
        yield fenced("\n".join(words.cut(command, detail.width) for command in fix.commands), "sh")
    lines = fix.diff.rstrip("\n").split("\n") if fix.diff else []
    if lines and detail.diff:
        yield fenced("\n".join(words.cut(line, detail.width) for line in lines[: detail.diff]), "diff")
    if len(lines) > detail.diff:
        yield f"{words.counted(len(lines) - detail.diff, 'line')} of the diff not shown here.\n"


def _unexplained(diagnosis: Diagnosis) -> str:
    if not diagnosis.unexplained:
        return ""
    quotes = _quotes(words.line_quotes(diagnosis.unexplained), DETAILS[1])
    return "\n".join(["\n#### Unexplained\n", *quotes])


def _notes(diagnosis: Diagnosis) -> str:
    if not diagnosis.notes:
        return ""
    return "\n" + "".join(f"- {markdown(words.cut(note, 500))}\n" for note in diagnosis.notes)


def _short(text: str) -> str:
    """A section that does not fit, by its title."""
    return "\nMore lines than fit here are unexplained.\n" if "#### Unexplained" in text else ""
