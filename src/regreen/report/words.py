"""The words that every answer shares."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import Category, Evidence, FileEvidence, Finding, LogEvidence, Safety
from regreen.model.run import Line, Outcome

CERTAIN, LIKELY = 0.9, 0.7
_FILES = 3  # logs that a command names
_TESTS = {Category.TEST_ASSERTION, Category.TEST_TIMEOUT, Category.FLAKY_TEST, Category.TEST_ISOLATION}
_COLOUR = {
    Outcome.SUCCESS: "green",
    Outcome.FAILURE: "red",
    Outcome.CANCELLED: "cancelled",
    Outcome.TIMED_OUT: "timed out",
    Outcome.SKIPPED: "skipped",
    Outcome.UNKNOWN: "red",
}
_NOTHING = {
    Outcome.SUCCESS: "green: nothing to diagnose",
    Outcome.FAILURE: "red, and nothing explains it",
    Outcome.CANCELLED: "cancelled, and nothing says why",
    Outcome.TIMED_OUT: "timed out, and nothing says why",
    Outcome.SKIPPED: "skipped: nothing to diagnose",
    Outcome.UNKNOWN: "nothing here says that anything failed",
}
_ARTICLES = ("A", "An", "The", "No", "Nothing", "This", "Every", "Some")


def headline(diagnosis: Diagnosis) -> str:
    """How it ended and why, in one line: "red: 12 failures, 3 causes"."""
    if not diagnosis.causes:
        unknown = diagnosis.outcome is Outcome.UNKNOWN and diagnosis.unexplained
        return _NOTHING[Outcome.FAILURE if unknown else diagnosis.outcome]
    jobs = len({job for cause in diagnosis.causes for job in cause.jobs})
    where = f" in {counted(jobs, 'job')}" if jobs > 1 else ""
    causes = counted(len(diagnosis.causes), "cause")
    failures = f"{counted(diagnosis.failures, 'failure')}{where}, " if diagnosis.failures else ""
    rest = "" if failures else where
    open_end = ", and lines that nothing explains" if diagnosis.unexplained else ""
    return f"{_COLOUR[diagnosis.outcome]}: {failures}{causes}{rest}{open_end}"


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1,370 failures"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def sureness(confidence: float) -> str:
    """How far a cause may be believed, in a word and a number."""
    return f"{sure_word(confidence)} ({confidence:.0%})"


def sure_word(confidence: float) -> str:
    """`certain`, `likely` or `possible`."""
    return "certain" if confidence >= CERTAIN else "likely" if confidence >= LIKELY else "possible"


def jobs_text(jobs: Sequence[str], shown: int = 3, more: str = "…") -> str:
    """Names of jobs, collapsed; empty where no job has a name."""
    named = [job for job in jobs if job]
    if not named:
        return ""
    listed = ", ".join(named[:shown]) + (f", {more}" if len(named) > shown else "")
    return listed if len(named) == 1 else f"{len(named)} jobs: {listed}"


def explains(cause: Cause, shown: int = 4, more: str = "…") -> str:
    """What goes back to a cause, in one line; empty when nothing does."""
    phrases = list(_counts(cause))
    groups: dict[str, list[Finding]] = {}
    for symptom in cause.symptoms:
        if symptom.title == cause.finding.title:
            continue
        groups.setdefault(symptom.rule, []).append(symptom)
    for members in groups.values():
        times = f" (and {len(members) - 1:,} more like it)" if len(members) > 1 else ""
        phrases.append(cut(phrase(members[0].title), 70, more) + times)
    left = len(phrases) - shown
    listed = phrases[:shown] + ([f"and {left} more"] if left > 0 else [])
    return ("; " if any(", " in item for item in listed) else ", ").join(listed)


def _counts(cause: Cause) -> Iterator[str]:
    if cause.count > 1 and not re.search(rf"\b{cause.count}\b", cause.finding.title):
        noun = "failed test" if cause.finding.category in _TESTS else "failure"
        yield counted(cause.count, noun)


def phrase(title: str) -> str:
    """A title in the middle of a sentence."""
    first, _, _ = title.partition(" ")
    return title[:1].lower() + title[1:] if first in _ARTICLES else title


def cut(text: str, length: int, more: str = "…") -> str:
    """The text, at most `length` characters of it."""
    return text if len(text) <= length else text[: max(length - len(more), 0)].rstrip() + more


def place(piece: Evidence | Line) -> str:
    """Where it stands: `file:line`, so that a terminal or an editor can jump there."""
    if isinstance(piece, FileEvidence):
        return f"{piece.path}:{piece.line}:{piece.column}"
    if isinstance(piece, LogEvidence):
        return f"{piece.file}:{piece.line}"
    if isinstance(piece, Line):
        return f"{piece.file}:{piece.number}"
    return "annotation"


def step_name(job: str, step: str, between: str = " › ") -> str:
    """A job and its step."""
    return between.join(part for part in (job, step) if part)


class Quote(Struct, frozen=True):
    """Lines of one step of one log, quoted together: numbers and texts, in the order of their rank."""

    file: str
    job: str
    step: str
    lines: tuple[tuple[int, str], ...]

    @property
    def first(self) -> str:
        """Where the most telling line stands."""
        return f"{self.file}:{self.lines[0][0]}"


def log_quotes(evidence: Iterable[Evidence]) -> list[Quote]:
    """The evidence from logs, grouped by step; the most telling line of each first."""
    return _grouped(
        (piece.file, piece.job, piece.step, piece.line, piece.text)
        for piece in evidence
        if isinstance(piece, LogEvidence)
    )


def line_quotes(lines: Iterable[Line]) -> list[Quote]:
    """Lines of a log, grouped by step."""
    return _grouped((line.file, line.job, line.step, line.number, line.text) for line in lines)


def _grouped(lines: Iterable[tuple[str, str, str, int, str]]) -> list[Quote]:
    groups: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
    for file, job, step, number, text in lines:
        groups.setdefault((file, job, step), []).append((number, text))
    return [Quote(*key, tuple(members)) for key, members in groups.items()]


def next_step(diagnosis: Diagnosis) -> str:
    """One thing to do next; empty when there is none."""
    if any(fix.edits and fix.safety is Safety.SAFE for one in diagnosis.causes for fix in one.finding.fixes):
        return _fix_command(diagnosis)
    if diagnosis.causes:
        return f"regreen explain {diagnosis.causes[0].finding.rule}"
    if diagnosis.unexplained:
        return "compare with a green run of the same job: --baseline LOG"
    return ""


def _fix_command(diagnosis: Diagnosis) -> str:
    """What applies the safe fixes: of a run of ours layer after layer, else of what was diagnosed."""
    ref = diagnosis.run.ref
    if ref.id:
        return f"regreen fix --run {ref.id}"
    if ref.workflow_path:
        jobs = dict.fromkeys(job for cause in diagnosis.causes for job in cause.jobs if job)
        named = "".join(f" -j {shlex.quote(job)}" for job in jobs)
        return f"regreen fix --until-green -w {shlex.quote(ref.workflow_path.rpartition('/')[2])}{named}"
    pieces = (piece for cause in diagnosis.causes for piece in cause.finding.evidence)
    files = dict.fromkeys(_given(piece.file) for piece in pieces if isinstance(piece, LogEvidence))
    if len(files) > _FILES:
        return "regreen fix, with the same logs"
    return " ".join(["regreen fix", *(shlex.quote(file) for file in files)])


def _given(file: str) -> str:
    """A log as it was named: standard input, or the archive that it lies in."""
    archive, zipped, _ = file.partition(".zip/")
    return "-" if file == "<stdin>" else f"{archive}.zip" if zipped else file


SAFETY = {
    Safety.SAFE: "cannot make anything worse",
    Safety.UNSAFE: "changes behaviour: read it first",
    Safety.ADVICE: "a person decides",
}
