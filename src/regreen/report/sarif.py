"""The answer as SARIF 2.1.0 (OASIS standard, errata 01), for code scanning and editors.

Places in files of the repository are results' locations, relative to `%SRCROOT%`; places in logs are related
locations, and stand in for a location where there is no other. Edits are fixes with character offsets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from urllib.parse import quote

import msgspec

from regreen import __version__
from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import (
    AnnotationEvidence,
    Evidence,
    FileEvidence,
    Finding,
    Fix,
    LogEvidence,
    Severity,
)
from regreen.model.text import Edit
from regreen.report import words
from regreen.report.safe import cleaned
from regreen.report.sarif_types import (
    ArtifactChange,
    ArtifactLocation,
    Driver,
    Invocation,
    Location,
    Log,
    LogicalLocation,
    Message,
    Notification,
    PhysicalLocation,
    Region,
    Replacement,
    ReportingDescriptor,
    Result,
    Run,
    SarifFix,
    Tool,
)

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"


def render(diagnosis: Diagnosis, *, pages: Mapping[str, str] | None = None) -> str:
    """The diagnosis as SARIF; the first line of a rule's page in `pages` becomes its description."""
    shown = cleaned(diagnosis)
    rules = list(dict.fromkeys(cause.finding.rule for cause in shown.causes))
    categories = {cause.finding.rule: cause.finding.category.value for cause in shown.causes}
    descriptors = [_descriptor(rule, categories[rule], (pages or {}).get(rule, "")) for rule in rules]
    run = Run(
        tool=Tool(Driver("regreen", __version__, __version__, descriptors)),
        invocations=[Invocation(True, list(_notifications(shown)))],
        results=[_result(cause, rules.index(cause.finding.rule)) for cause in shown.causes],
        column_kind="unicodeCodePoints",
    )
    log = Log(version="2.1.0", schema=SCHEMA, runs=[run])
    return msgspec.json.format(msgspec.json.encode(log), indent=2).decode() + "\n"


def _descriptor(rule: str, category: str, page: str) -> ReportingDescriptor:
    first = page.strip().partition("\n")[0]
    described = Message(first) if first else Message(f"{rule} ({category})")
    full = Message(page.strip()) if page.strip() else None
    return ReportingDescriptor(rule, described, full, {"tags": [category]})


def _result(cause: Cause, index: int) -> Result:
    finding = cause.finding
    files = [_file_location(piece) for piece in finding.evidence if isinstance(piece, FileEvidence)]
    others = [
        _other_location(piece, number)
        for number, piece in enumerate(finding.evidence)
        if not isinstance(piece, FileEvidence)
    ]
    return Result(
        rule_id=finding.rule,
        rule_index=index,
        level="error" if finding.severity is Severity.ERROR else "warning",
        message=Message(_text(cause)),
        locations=files or others[:1],
        related_locations=(others if files else others[1:]) or None,
        partial_fingerprints={"regreen/v1": finding.fingerprint},
        fixes=[_fix(fix) for fix in finding.fixes if fix.edits] or None,
        properties=_properties(cause, finding),
    )


def _text(cause: Cause) -> str:
    symptoms = words.explains(cause)
    return f"{cause.finding.title}\nexplains: {symptoms}" if symptoms else cause.finding.title


def _properties(cause: Cause, finding: Finding) -> dict[str, object]:
    advice = [command for fix in finding.fixes for command in fix.commands]
    found: dict[str, object] = {
        "category": finding.category.value,
        "confidence": finding.confidence,
        "jobs": list(cause.jobs),
        "count": cause.count,
    }
    return found | ({"commands": advice} if advice else {})


def _file_location(piece: FileEvidence) -> Location:
    region = Region(start_line=piece.line, start_column=piece.column, snippet=Message(piece.text))
    return Location(physical_location=PhysicalLocation(_in_repository(piece.path), region))


def _in_repository(path: str) -> ArtifactLocation:
    return ArtifactLocation(quote(path), ROOT)


def _other_location(piece: Evidence, number: int) -> Location:
    if isinstance(piece, AnnotationEvidence):
        return Location(number, None, _logical(piece.job, ""), Message(piece.text))
    assert isinstance(piece, LogEvidence)
    return _log_location(number, piece.file, piece.line, piece.text, piece.job, piece.step)


def _log_location(number: int | None, file: str, line: int, text: str, job: str, step: str) -> Location:
    region = Region(start_line=line, snippet=Message(text))
    place = PhysicalLocation(ArtifactLocation(_uri(file)), region)
    return Location(number, place, _logical(job, step), Message(text))


def _uri(file: str) -> str:
    """A log's name as a URI reference; a first segment with a colon would read as a scheme."""
    path = quote(PurePath(file).as_posix())
    return f"file://{path}" if path.startswith("/") else path


def _logical(job: str, step: str) -> list[LogicalLocation] | None:
    if not job and not step:
        return None
    return [LogicalLocation(step or job, words.step_name(job, step, "/"), "step" if step else "job")]


def _fix(fix: Fix) -> SarifFix:
    files: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        files.setdefault(edit.span.path, []).append(edit)
    changes = [
        ArtifactChange(_in_repository(path), list(_replacements(edits))) for path, edits in files.items()
    ]
    return SarifFix(Message(fix.title), changes, {"safety": fix.safety.name.lower()})


def _replacements(edits: Iterable[Edit]) -> Iterator[Replacement]:
    for edit in edits:
        start, end = edit.span.start, edit.span.end
        region = Region(char_offset=start, char_length=end - start)
        yield Replacement(region, Message(edit.new))


def _notifications(diagnosis: Diagnosis) -> Iterator[Notification]:
    for line in diagnosis.unexplained:
        place = _log_location(None, line.file, line.number, line.text, line.job, line.step)
        yield Notification("error", Message(f"unexplained: {line.text}"), [place])
    for note in diagnosis.notes:
        yield Notification("note", Message(note))
