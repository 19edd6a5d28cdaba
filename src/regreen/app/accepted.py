"""Findings that somebody accepted (in the settings, in a comment, in a baseline) or that are of no file at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct, field
from msgspec.structs import replace

from regreen.app.ignored import check_rules, ignore_of
from regreen.app.known import Key, without_known
from regreen.config import Config, Ignore
from regreen.model.checkup import Checkup
from regreen.model.finding import FileEvidence, Finding
from regreen.project.inline import InlineIgnore, inline_ignores
from regreen.project.tree import Tree
from regreen.rule import Rule
from regreen.rules import all_rules

OWN = "ignore-without-reason"  # what a comment cannot ignore


class Accept(Struct, frozen=True):
    """What is not to be shown. `known` is a baseline; `changed` are the only files that count (None: all do)."""

    config: Config = field(default_factory=Config)
    known: Counter[Key] | None = None
    changed: frozenset[str] | None = None


def accepted(checkup: Checkup, tree: Tree, accept: Accept, rules: Sequence[Rule] | None = None) -> Checkup:
    """The findings that are left; the notes say what was ignored and why, and which ignores are of no use.

    Raises `ConfigError` where the settings ignore a rule that does not exist.
    """
    rules = all_rules() if rules is None else rules
    check_rules(accept.config, [rule.id for rule in rules])
    comments = [one for one in inline_ignores(tree) if one.reason and one.rules]
    findings, notes = list[Finding](), list(checkup.notes)
    used: set[Ignore | InlineIgnore] = set()
    for finding in checkup.findings:
        ignore = _comment_on(finding, comments) or ignore_of(accept.config, finding)
        if ignore is None:
            findings.append(finding)
        else:
            used.add(ignore)
            notes.append(f"ignored: {finding.title} ({finding.rule}): {ignore.reason}")
    notes += _unused(comments, accept.config, used, rules)
    if accept.known is not None:
        findings, known, gone = without_known(findings, accept.known)
        notes += [f"{_counted(known)} of the baseline left out"] if known else []
        notes += [f"{_counted(gone)} of the baseline gone: write it again"] if gone else []
    if accept.changed is not None:
        whole = len(findings)
        findings = [one for one in findings if _paths(one) & accept.changed]
        if whole > len(findings):
            notes.append(f"{_counted(whole - len(findings))} in files that were not changed left out")
    return replace(checkup, findings=tuple(findings), notes=tuple(notes))


def _comment_on(finding: Finding, comments: Iterable[InlineIgnore]) -> InlineIgnore | None:
    """The comment at the first place of a finding."""
    first = next((piece for piece in finding.evidence if isinstance(piece, FileEvidence)), None)
    if first is None or finding.rule == OWN:
        return None
    for one in comments:
        here = (one.path, one.target) == (first.path, first.line)
        if here and any(fnmatchcase(finding.rule, rule) for rule in one.rules):
            return one
    return None


def _unused(
    comments: Iterable[InlineIgnore], config: Config, used: set[Ignore | InlineIgnore], rules: Sequence[Rule]
) -> Iterable[str]:
    for one in comments:
        if one not in used:
            yield f"unused ignore: {one.path} line {one.line} ({', '.join(one.rules)}) ignores nothing"
    for entry in config.ignore:
        asked = any(rule.find is not None and fnmatchcase(rule.id, entry.rule) for rule in rules)
        if entry not in used and asked and not entry.job:
            where = f" in {entry.path}" if entry.path else ""
            yield f"unused ignore: the settings ignore {entry.rule}{where}, which is not found"


def _paths(finding: Finding) -> frozenset[str]:
    return frozenset(piece.path for piece in finding.evidence if isinstance(piece, FileEvidence))


def _counted(number: int) -> str:
    return "1 finding" if number == 1 else f"{number:,} findings"
