"""Which fix of which finding is to be applied, and why others are not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from msgspec import Struct

from regreen.model.errors import InputError
from regreen.model.finding import Finding, Safety
from regreen.model.repair import Held, Offer

UNSAFE = "--unsafe"


class Choice(Struct, frozen=True):
    """Fixes to apply, and findings that stay, each in the order of the findings."""

    offers: tuple[Offer, ...]
    held: tuple[Held, ...]


def chosen(findings: Iterable[Finding], *, unsafe: bool = False, only: Sequence[str] = ()) -> Choice:
    """The safest fix of each finding that may be applied. Findings of rules that `only` does not name are left out."""
    offers: dict[object, Offer] = {}
    held: list[Held] = []
    for finding in findings:
        if only and not any(fnmatchcase(finding.rule, pattern) for pattern in only):
            continue
        answer = _of(finding, Safety.UNSAFE if unsafe else Safety.SAFE)
        if isinstance(answer, Offer):
            offers.setdefault((finding.rule, finding.fingerprint, answer.fix.edits), answer)
        else:
            held.append(answer)
    return Choice(tuple(offers.values()), tuple(held))


def check_only(only: Iterable[str], rules: Sequence[str]) -> None:
    """Raise `InputError` where a rule that is asked for does not exist."""
    for pattern in only:
        if not any(fnmatchcase(rule, pattern) for rule in rules):
            near = get_close_matches(pattern, rules, 1, cutoff=0.0)[:1]
            hint = f"; the nearest is '{near[0]}'" if near else ""
            raise InputError(f"--only: there is no rule '{pattern}'{hint}")


def _of(finding: Finding, allowed: Safety) -> Offer | Held:
    editing = sorted((fix for fix in finding.fixes if fix.edits), key=lambda fix: fix.safety)
    if not editing:
        advice = finding.fixes[0] if finding.fixes else None
        what = f"a person decides: {advice.title}" if advice else "no fix is known"
        return Held(finding, what)
    fix = editing[0]
    if fix.safety <= allowed:
        return Offer(finding, fix)
    if fix.safety is Safety.UNSAFE:
        return Held(finding, "the fix changes behaviour", fix, UNSAFE)
    return Held(finding, f"a person decides: {fix.title}", fix)
