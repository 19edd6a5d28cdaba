"""Every case of every rule, and that no rule is without cases, docs or a place in the categories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from regreen.app.check import check
from regreen.app.diagnose import diagnose
from regreen.engine.diagnose import findings_of
from regreen.model.diagnosis import Diagnosis
from regreen.model.finding import FileEvidence, Finding, LogEvidence, Severity
from regreen.patch.apply import apply_all
from regreen.probe.probes import Probes
from regreen.project.tree import Tree
from regreen.rules import all_rules
from regreen.sources.logfile import LogFile
from support.cases import Case, all_cases
from support.package_index import listed
from support.probing import probing

CASES = all_cases()
RULES = {rule.id: rule for rule in all_rules()}


def answer(case: Case, files: dict[str, str] | None = None) -> Diagnosis:
    logs = [LogFile(name, text.encode()) for name, text in case.logs.items()]
    with asking(case) as probes:
        return diagnose(logs, tree=Tree.of(case.files if files is None else files), probes=probes)


@contextmanager
def asking(case: Case) -> Iterator[Probes | None]:
    """Probes that ask the case's own package index; none where it has none."""
    if not case.index:
        yield None
        return
    red, green = (*case.days, "")[:2]
    with (
        TemporaryDirectory() as folder,
        probing(listed(case.index), Path(folder), red=red, green=green) as probes,
    ):
        yield probes


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}/{case.name}")
def test_case(case: Case) -> None:
    if not case.logs:
        assert_checked(case)
        return
    diagnosis = answer(case)
    mine = [finding for finding in findings_of(diagnosis) if finding.rule == case.rule]
    if not case.bad:
        assert mine == []
        return
    for expected in case.expected:
        stated = [(place(e), f.title) for f in mine for e in f.evidence]
        assert ((expected.path, expected.line), expected.title) in stated
    if case.symptom_of:
        parents = [c.finding.rule for c in diagnosis.causes if any(s.rule == case.rule for s in c.symptoms)]
        assert parents == [case.symptom_of]
    else:
        assert diagnosis.causes[0].finding.rule == case.rule
    if case.fixed:
        assert_fixed(case, mine)


def assert_checked(case: Case) -> None:
    mine = checked(case)
    stated = {(place(e), f.title, f.severity is Severity.WARNING) for f in mine for e in f.evidence}
    wanted = {((e.path, e.line), e.title, e.warning) for e in case.expected}
    assert wanted <= stated
    assert {title for _, title, _ in stated} == {title for _, title, _ in wanted}
    if case.fixed:
        changed = fixed(case, mine)
        assert changed == case.fixed
        assert not [
            f
            for f in checked(replace(case, files={**case.files, **changed}))
            if f.fixes[:1] and f.fixes[0].edits
        ]


def checked(case: Case) -> list[Finding]:
    with asking(case) as probes:
        day = date.fromisoformat(case.day) if case.day else None
        findings = check(Tree.of(case.files), as_of=day, probes=probes).findings
    return [f for f in findings if f.rule == case.rule]


def place(evidence: object) -> tuple[str, int]:
    if isinstance(evidence, FileEvidence):
        return evidence.path, evidence.line
    return ("", evidence.line) if isinstance(evidence, LogEvidence) else ("", 0)


def assert_fixed(case: Case, findings: list[Finding]) -> None:
    changed = fixed(case, findings)
    assert changed == case.fixed
    again = answer(case, {**case.files, **changed})
    assert not [
        e
        for f in findings_of(again)
        if f.rule == case.rule
        for e in f.evidence
        if isinstance(e, FileEvidence)
    ]


def fixed(case: Case, findings: list[Finding]) -> dict[str, str]:
    """The changed files after the first fix of each finding."""
    edits = [edit for finding in findings for fix in finding.fixes[:1] for edit in fix.edits]
    tree = Tree.of(case.files)
    sources = {path: source for path in case.files if (source := tree.source(path))}
    return {path: source.text for path, source in apply_all(sources, edits).items()}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_is_complete(rule: object) -> None:
    from regreen.rule import Rule

    assert isinstance(rule, Rule)
    names = [case.name for case in CASES if case.rule == rule.id]
    assert any(name.startswith("bad-") for name in names), "a rule needs a case it finds"
    assert any(name.startswith("good-") for name in names), "a rule needs a case it stays silent on"
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", rule.id)
    assert "\n## Why\n" in rule.doc
    assert "\n## Fix\n" in rule.doc
    assert rule.log or rule.find


def test_no_case_is_orphaned() -> None:
    assert {case.rule for case in CASES} <= set(RULES)


def test_ids_are_unique() -> None:
    assert len(RULES) == len(all_rules())
