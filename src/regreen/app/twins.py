"""The same cause, found by the repository alone: what it would take to mend it there.

A run shows what failed; many rules know a fix only where the repository shows the cause as well, with its places. The
commit that ran is the one that is looked at, so both speak of the same files.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from regreen.model.finding import Evidence, FileEvidence, Finding, Fix


def with_repository(finding: Finding, known: Sequence[Finding]) -> Finding:
    """A cause of a run with the fixes and places of what `check` finds of the same rule: the same cause by its
    fingerprint, else the only one there is. A cause that has edits of its own stays as it is.
    """
    if any(fix.edits for fix in finding.fixes):
        return finding
    same = [other for other in known if other.rule == finding.rule and any(fix.edits for fix in other.fixes)]
    equal = [other for other in same if other.fingerprint == finding.fingerprint]
    twins = equal or (same if len({other.fingerprint for other in same}) == 1 else [])
    if not twins:
        return finding
    edits = tuple(fix for fix in twins[0].fixes if fix.edits)
    return replace(finding, fixes=_by_safety((*edits, *finding.fixes)), evidence=_both(finding, twins[0]))


def _by_safety(fixes: Sequence[Fix]) -> tuple[Fix, ...]:
    return tuple(sorted(fixes, key=lambda fix: fix.safety))


def _both(finding: Finding, twin: Finding) -> tuple[Evidence, ...]:
    """The evidence of the run, then the places in files that it does not name yet."""
    own = [piece for piece in twin.evidence if isinstance(piece, FileEvidence)]
    return (*finding.evidence, *(piece for piece in own if piece not in finding.evidence))
