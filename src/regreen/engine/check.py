"""What will go red, by the repository alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from regreen.engine.facts import Facts
from regreen.engine.finding import finding_of
from regreen.engine.match import Found, match_repository
from regreen.model.finding import FileEvidence, Finding, Severity
from regreen.rule import Rule


def check(rules: Sequence[Rule], facts: Facts) -> tuple[Finding, ...]:
    """All findings, errors first, then by place; the same cause at the same place is one finding."""
    findings = (finding_of(found, facts) for found in _unique(match_repository(rules, facts)))
    return tuple(sorted(findings, key=_order))


def _unique(found: Iterable[Found]) -> Iterable[Found]:
    seen: dict[object, Found] = {}
    for item in found:
        seen.setdefault((item.identity, item.match.places[:1]), item)
    return seen.values()


def _order(finding: Finding) -> tuple[object, ...]:
    first = finding.evidence[0]
    place = (first.path, first.line, first.column) if isinstance(first, FileEvidence) else ("", 0, 0)
    return finding.severity is not Severity.ERROR, *place, finding.rule, finding.title
