"""What other linters say, merged with what we found: as warnings, and without what we say already."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from regreen.engine.fingerprint import fingerprint
from regreen.model.checkup import Checkup
from regreen.model.finding import Category, FileEvidence, Finding, Severity
from regreen.project.tree import Tree
from regreen.sources.linters import Answer, Remark, asked, lint

AUTO = "auto"
_SURE = 0.6  # they are good linters, but what they say need not turn CI red
_CATEGORY = {
    "workflow": Category.WORKFLOW_CONFIG,
    "security": Category.SECURITY_SCAN,
    "shell": Category.LINT,
}
_SAME = {
    Category.WORKFLOW_SYNTAX: "workflow",
    Category.WORKFLOW_CONFIG: "workflow",
    Category.DEPRECATED_ACTION: "workflow",
    Category.MISSING_FILE: "workflow",
    Category.PERMISSION_SECRET: "workflow",
    Category.SECURITY_SCAN: "security",
    Category.LINT: "shell",
}


def linted(checkup: Checkup, tree: Tree, tools: str = AUTO) -> Checkup:
    """The findings with those of the linters that `tools` names; the notes say which were asked.

    `auto` asks those on PATH, and only about a repository: workflow files alone are for us to judge.
    """
    if tools == AUTO and not tree.tracked:
        return checkup
    return merged(checkup, lint(tree, asked(tools)), tree)


def merged(checkup: Checkup, answers: Iterable[Answer], tree: Tree) -> Checkup:
    """The findings with what linters said; of two about the same thing at the same line the first counts."""
    answers = list(answers)
    taken = {key for finding in checkup.findings for key in _keys(finding)}
    found: list[Finding] = []
    for remark in (remark for answer in answers for remark in answer.remarks):
        key = remark.path, remark.line, remark.about
        if key not in taken and remark.path in tree:
            taken.add(key)
            found.append(_finding(remark, tree))
    asked_ones = ", ".join(answer.tool for answer in answers if not answer.problem)
    notes = [f"asked as well: {asked_ones}"] if asked_ones else []
    notes += [answer.problem for answer in answers if answer.problem]
    return replace(checkup, findings=(*checkup.findings, *found), notes=(*checkup.notes, *notes))


def _keys(finding: Finding) -> Iterable[tuple[str, int, str]]:
    about = _SAME.get(finding.category, "")
    for piece in finding.evidence:
        if isinstance(piece, FileEvidence) and about:
            yield piece.path, piece.line, about


def _finding(remark: Remark, tree: Tree) -> Finding:
    source = tree.source(remark.path)
    text = source.line(remark.line) if source is not None else ""
    rule = f"{remark.tool}:{remark.code}"
    return Finding(
        rule=rule,
        category=_CATEGORY[remark.about],
        title=" ".join(remark.message.split()),
        confidence=_SURE,
        fingerprint=fingerprint(rule, (("path", remark.path), ("message", remark.message))),
        evidence=(FileEvidence(remark.path, remark.line, remark.column, text),),
        severity=Severity.WARNING,
    )
