"""The answer for a job on GitHub Actions: annotations as workflow commands, and the summary of the step.

Workflow commands are those that the runner's `ActionCommand` parses: `::error file=…,line=…,title=…::message`.
"""

from __future__ import annotations

from collections.abc import Iterator

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import FileEvidence, Finding, Severity
from regreen.report import words
from regreen.report.markdown import render as render_markdown
from regreen.report.safe import cleaned, command_data, command_property

SUMMARY_LIMIT = 1 << 20  # bytes that GitHub takes as the summary of one step
MESSAGE = 3_500  # characters of a message; the runner cuts at 4,096


def commands(diagnosis: Diagnosis) -> str:
    """One workflow command a line: an annotation for each cause and for each step that nothing explains."""
    shown = cleaned(diagnosis)
    lines = [*map(_of_cause, shown.causes), *_of_unexplained(shown), *_of_notes(shown)]
    return "".join(f"{line}\n" for line in lines)


def summary(diagnosis: Diagnosis) -> str:
    """Markdown for `GITHUB_STEP_SUMMARY`, within GitHub's limit."""
    return render_markdown(diagnosis, limit=SUMMARY_LIMIT, size=lambda text: len(text.encode()), marker=False)


def _of_cause(cause: Cause) -> str:
    finding = cause.finding
    place = next((piece for piece in finding.evidence if isinstance(piece, FileEvidence)), None)
    where = {"file": place.path, "line": str(place.line), "col": str(place.column)} if place else {}
    level = "error" if finding.severity is Severity.ERROR else "warning"
    title = f"{finding.category} ({words.sureness(finding.confidence)})"
    return command(level, where | {"title": title}, "\n".join(_message(cause, finding)))


def _message(cause: Cause, finding: Finding) -> Iterator[str]:
    yield finding.title
    for quote in words.log_quotes(finding.evidence)[:3]:
        yield f"{quote.first}: {words.cut(quote.lines[0][1], 300)}"
    if symptoms := words.explains(cause):
        yield f"explains: {symptoms}"
    for fix in finding.fixes:
        yield f"fix, {fix.safety.name.lower()}: {fix.title}"


def _of_unexplained(diagnosis: Diagnosis) -> Iterator[str]:
    for quote in words.line_quotes(diagnosis.unexplained):
        text = "\n".join(f"{quote.file}:{number}: {line}" for number, line in quote.lines)
        title = words.step_name(quote.job, quote.step) or quote.file
        yield command("error", {"title": f"unexplained: {words.cut(title, 100)}"}, text)


def _of_notes(diagnosis: Diagnosis) -> Iterator[str]:
    for note in diagnosis.notes:
        yield command("notice", {}, note)


def command(level: str, properties: dict[str, str], message: str) -> str:
    """One workflow command; everything in it is escaped."""
    listed = ",".join(f"{name}={command_property(value)}" for name, value in properties.items())
    return f"::{level}{' ' if listed else ''}{listed}::{command_data(words.cut(message, MESSAGE))}"
