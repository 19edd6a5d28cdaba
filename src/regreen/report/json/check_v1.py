"""Version 1 of the JSON answer to `regreen check`: the same pieces as a diagnosis, findings in place of causes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from regreen.model.checkup import Checkup
from regreen.model.finding import Finding as ModelFinding
from regreen.report.json.encode import encoded
from regreen.report.json.v1 import Evidence, Fix, evidence_of, fix_of


class Finding(msgspec.Struct, frozen=True):
    """What will fail (`error`) or may fail (`warning`)."""

    rule: str
    category: str
    severity: Literal["error", "warning"]
    title: str
    confidence: float
    fingerprint: str
    evidence: Annotated[list[Evidence], msgspec.Meta(min_length=1)]
    fixes: list[Fix]


class Document(msgspec.Struct, frozen=True):
    """The whole answer; `revision` says what was looked at."""

    version: Literal[1]
    command: Literal["check"]
    outcome: Literal["clean", "warnings", "errors"]
    findings: list[Finding]
    revision: str
    notes: list[str]


def render(checkup: Checkup) -> str:
    """The findings as JSON text, indented by two blanks."""
    return encoded(document(checkup))


def document(checkup: Checkup) -> Document:
    """The findings as the values that are written."""
    outcome: Literal["clean", "warnings", "errors"] = "warnings" if checkup.findings else "clean"
    return Document(
        version=1,
        command="check",
        outcome="errors" if checkup.errors else outcome,
        findings=[_finding(finding) for finding in checkup.findings],
        revision=checkup.revision,
        notes=list(checkup.notes),
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of the answer."""
    found = msgspec.json.schema(Document)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "regreen check, version 1",
        **found,
    }


def _finding(finding: ModelFinding) -> Finding:
    severity: Literal["error", "warning"] = finding.severity.value
    return Finding(
        rule=finding.rule,
        category=finding.category,
        severity=severity,
        title=finding.title,
        confidence=finding.confidence,
        fingerprint=finding.fingerprint,
        evidence=evidence_of(finding.evidence),
        fixes=[fix_of(fix) for fix in finding.fixes],
    )
