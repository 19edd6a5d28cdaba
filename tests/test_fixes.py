"""What every rule's fixes have in common, shown on every case of every rule that edits something."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from regreen.app.check import check
from regreen.app.diagnose import diagnose
from regreen.engine.diagnose import findings_of
from regreen.engine.gates import refused
from regreen.model.finding import Finding
from regreen.patch.antifix import hidden_by
from regreen.patch.apply import apply_all, by_path
from regreen.patch.encoding import BOM
from regreen.project.tree import Tree
from regreen.rule import Safety
from regreen.rules import all_rules
from regreen.sources.logfile import LogFile
from support.cases import Case, all_cases

RULES = {rule.id: rule for rule in all_rules()}
EDITING = {name for name, rule in RULES.items() if any(fixer.edits for fixer in rule.fixers)}
CASES = [case for case in all_cases() if case.rule in EDITING and case.files]

_LONE = re.compile(r"(?<!\r)\n")


def findings(case: Case) -> list[Finding]:
    tree = Tree.of(case.files)
    if not case.logs:
        return list(check(tree).findings)
    logs = [LogFile(name, text.encode()) for name, text in case.logs.items()]
    return list(findings_of(diagnose(logs, tree=tree)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}/{case.name}")
def test_fixes_pass_the_gates_and_hide_nothing(case: Case) -> None:
    tree = Tree.of(case.files)
    for fix in (fix for finding in findings(case) for fix in finding.fixes if fix.edits):
        sources = {e.span.path: s for e in fix.edits if (s := tree.source(e.span.path)) is not None}
        changed = apply_all(sources, fix.edits)
        for path, edits in by_path(fix.edits).items():
            assert refused(sources.get(path), changed[path], edits) == "", fix.diff
        assert hidden_by(fix.diff) == [], fix.diff
        assert fix.safety is not Safety.ADVICE, "an edit that nobody would apply is advice in words"


@pytest.mark.parametrize(
    "case", [case for case in CASES if not case.logs], ids=lambda case: f"{case.rule}/{case.name}"
)
def test_line_ends_and_marks_of_windows_stay(case: Case) -> None:
    """The same files with CR LF and a byte order mark: what is written has them as well, and nothing is lost."""
    files = {path: _as_on_windows(path, text) for path, text in case.files.items()}
    tree = Tree.of(files)
    for fix in (f for finding in findings(replace(case, files=files)) for f in finding.fixes if f.edits):
        sources = {e.span.path: s for e in fix.edits if (s := tree.source(e.span.path)) is not None}
        changed = apply_all(sources, fix.edits)
        for path, edits in by_path(fix.edits).items():
            assert refused(sources.get(path), changed[path], edits) == "", fix.diff
            before = sources[path].text if path in sources else ""
            assert changed[path].text.startswith(BOM) == before.startswith(BOM), fix.diff
            unix = "Unix line ends" in fix.title or path not in sources
            assert unix or not _LONE.search(changed[path].text), fix.diff


def _as_on_windows(path: str, text: str) -> str:
    mark = BOM if path.endswith((".yml", ".yaml", ".py", ".toml")) else ""
    return mark + _LONE.sub("\r\n", text)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_no_command_of_a_rule_hides_anything(rule: object) -> None:
    from regreen.rule import Rule

    assert isinstance(rule, Rule)
    for command in (command for fixer in rule.fixers for command in fixer.commands):
        assert hidden_by(f"--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+{command}\n") == [], command
