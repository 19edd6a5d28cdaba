"""Version 1 of the JSON answer to `regreen diagnose`.

`schema()` gives its JSON Schema (2020-12); docs/schema/diagnosis-v1.json is this, written out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import msgspec

from regreen.logs.mask import mask, mask_tokens
from regreen.model.diagnosis import Cause as ModelCause
from regreen.model.diagnosis import Diagnosis
from regreen.model.finding import AnnotationEvidence, Finding, LogEvidence
from regreen.model.finding import Evidence as ModelEvidence
from regreen.model.finding import Fix as ModelFix
from regreen.report.json.encode import encoded

Natural = Annotated[int, msgspec.Meta(ge=1)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Log(msgspec.Struct, frozen=True, tag_field="where", tag="log"):
    """A line of a log; `line` counts from 1 in `file` as it was given."""

    file: str
    job: str
    step: str
    line: Natural
    text: str


class File(msgspec.Struct, frozen=True, tag_field="where", tag="file"):
    """A place in a file of the repository."""

    path: str
    line: Natural
    column: Natural
    text: str


class Annotation(msgspec.Struct, frozen=True, tag_field="where", tag="annotation"):
    """A message that the CI service attached to the run."""

    job: str
    text: str


Evidence = Log | File | Annotation


class Fix(msgspec.Struct, frozen=True):
    """A way to remove the cause; `diff` is a unified diff that `git apply` accepts."""

    title: str
    safety: Literal["safe", "unsafe", "advice"]
    diff: str
    commands: list[str]


class Symptom(msgspec.Struct, frozen=True):
    """What goes back to a cause."""

    rule: str
    category: str
    title: str
    evidence: list[Evidence]


class Cause(msgspec.Struct, frozen=True):
    """A root cause. `jobs` are those it turned red, `count` how many failures go back to it."""

    rule: str
    category: str
    title: str
    confidence: Share
    fingerprint: str
    evidence: Annotated[list[Evidence], msgspec.Meta(min_length=1)]
    symptoms: list[Symptom]
    fixes: list[Fix]
    jobs: list[str]
    count: int


class Unexplained(msgspec.Struct, frozen=True):
    """A last word of a failing step that no cause explains."""

    file: str
    job: str
    step: str
    line: Natural
    text: str


class Document(msgspec.Struct, frozen=True):
    """The whole answer."""

    version: Literal[1]
    command: Literal["diagnose"]
    outcome: Literal["success", "failed", "cancelled", "timed-out", "skipped", "unknown"]
    causes: list[Cause]
    unexplained: list[Unexplained]
    failures: int
    notes: list[str]


def render(diagnosis: Diagnosis) -> str:
    """The diagnosis as JSON text, indented by two blanks."""
    return encoded(document(diagnosis))


def document(diagnosis: Diagnosis) -> Document:
    """The diagnosis as the values that are written; secrets are masked in what is said, not in patches."""
    return Document(
        version=1,
        command="diagnose",
        outcome="failed" if diagnosis.outcome == "failure" else diagnosis.outcome.value,  # type: ignore[arg-type]
        causes=[_cause(cause) for cause in diagnosis.causes],
        unexplained=[Unexplained(u.file, u.job, u.step, u.number, u.text) for u in diagnosis.unexplained],
        failures=diagnosis.failures,
        notes=list(diagnosis.notes),
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of the answer."""
    found = msgspec.json.schema(Document)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "regreen diagnosis, version 1",
        **found,
    }


def _cause(cause: ModelCause) -> Cause:
    finding = cause.finding
    return Cause(
        rule=finding.rule,
        category=finding.category,
        title=mask(finding.title),
        confidence=finding.confidence,
        fingerprint=finding.fingerprint,
        evidence=evidence_of(finding.evidence),
        symptoms=[_symptom(symptom) for symptom in cause.symptoms],
        fixes=[fix_of(fix) for fix in finding.fixes],
        jobs=list(cause.jobs),
        count=cause.count,
    )


def _symptom(finding: Finding) -> Symptom:
    return Symptom(finding.rule, finding.category, mask(finding.title), evidence_of(finding.evidence))


def evidence_of(evidence: Iterable[ModelEvidence]) -> list[Evidence]:
    """Evidence as it is written."""
    return [_piece(piece) for piece in evidence]


def _piece(piece: ModelEvidence) -> Evidence:
    if isinstance(piece, LogEvidence):
        return Log(piece.file, piece.job, piece.step, piece.line, piece.text)
    if isinstance(piece, AnnotationEvidence):
        return Annotation(piece.job, mask(piece.text))
    return File(piece.path, piece.line, piece.column, mask_tokens(piece.text))


def fix_of(fix: ModelFix) -> Fix:
    """A fix as it is written."""
    safety: Literal["safe", "unsafe", "advice"] = fix.safety.name.lower()  # type: ignore[assignment]
    return Fix(fix.title, safety, fix.diff, list(fix.commands))
