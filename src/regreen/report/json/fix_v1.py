"""Version 1 of the JSON answer to `regreen fix`."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from regreen.logs.mask import mask
from regreen.model.finding import Finding as ModelFinding
from regreen.model.repair import Held as ModelHeld
from regreen.model.repair import Offer, Repair
from regreen.report.json.encode import encoded
from regreen.report.json.v1 import Evidence, Fix, evidence_of, fix_of


class Applied(msgspec.Struct, frozen=True):
    """A finding and the fix that ended it."""

    rule: str
    category: str
    severity: Literal["error", "warning"]
    title: str
    fingerprint: str
    evidence: list[Evidence]
    fix: Fix


class Held(msgspec.Struct, frozen=True):
    """A finding that stays: why, the fix that was held back, and the option that lets it through."""

    rule: str
    category: str
    severity: Literal["error", "warning"]
    title: str
    fingerprint: str
    evidence: list[Evidence]
    fix: Fix | None
    reason: str
    release: str


class Document(msgspec.Struct, frozen=True):
    """The whole answer. `diff` is the patch of all that is applied; `files` were written, none with `--diff`."""

    version: Literal[1]
    command: Literal["fix"]
    outcome: Literal["complete", "left"]
    applied: list[Applied]
    held: list[Held]
    diff: str
    files: list[str]
    branch: str
    commits: list[str]
    revision: str
    notes: list[str]


def render(repair: Repair) -> str:
    """The outcome as JSON text, indented by two blanks."""
    return encoded(document(repair))


def document(repair: Repair) -> Document:
    """The outcome as the values that are written."""
    return Document(
        version=1,
        command="fix",
        outcome="complete" if repair.complete else "left",
        applied=[_applied(offer) for offer in repair.applied],
        held=[held_of(held) for held in repair.held],
        diff=repair.diff,
        files=list(repair.files),
        branch=repair.branch,
        commits=list(repair.commits),
        revision=repair.revision,
        notes=list(repair.notes),
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of the answer."""
    found = msgspec.json.schema(Document)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "regreen fix, version 1",
        **found,
    }


def _applied(offer: Offer) -> Applied:
    finding = offer.finding
    return Applied(
        finding.rule,
        finding.category,
        finding.severity.value,
        mask(finding.title),
        finding.fingerprint,
        evidence_of(finding.evidence),
        fix_of(offer.fix),
    )


def held_of(held: ModelHeld) -> Held:
    """A finding that stays, as it is written."""
    finding: ModelFinding = held.finding
    return Held(
        finding.rule,
        finding.category,
        finding.severity.value,
        mask(finding.title),
        finding.fingerprint,
        evidence_of(finding.evidence),
        fix_of(held.fix) if held.fix is not None else None,
        held.reason,
        held.release,
    )
