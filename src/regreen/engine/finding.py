"""A rule's match -> the finding it stands for."""

from __future__ import annotations

from collections.abc import Mapping

from regreen.engine.confidence import confidence
from regreen.engine.facts import Facts
from regreen.engine.fingerprint import fingerprint
from regreen.engine.fixes import fixes_of
from regreen.engine.match import Found
from regreen.model.finding import Evidence, Finding, LogEvidence
from regreen.model.run import Line
from regreen.rule import Rule

EVIDENCE = 5  # lines of a log that are shown
PLACES = 40  # places in files: every one of them has to change


def finding_of(found: Found, facts: Facts, weight: float = 1.0, *, fixes: bool = True) -> Finding:
    """The finding that a match stands for."""
    rule, match = found.rule, found.match
    return Finding(
        rule=rule.id,
        category=match.category or rule.category,
        title=match.title or _title(rule, match.data),
        confidence=confidence(found, weight),
        fingerprint=fingerprint(rule.id, rule.identity(match.data)),
        evidence=(*map(evidence, match.lines[:EVIDENCE]), *match.places[:PLACES]),
        severity=match.severity or rule.severity,
        data=dict(match.data),
        fixes=fixes_of(rule, match, facts) if fixes else (),
    )


def _title(rule: Rule, data: Mapping[str, str]) -> str:
    class Blank(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return "?"

    return rule.title.format_map(Blank(data))


def evidence(line: Line) -> Evidence:
    """A line of a log as evidence."""
    return LogEvidence(file=line.file, line=line.number, text=line.text, job=line.job, step=line.step)
