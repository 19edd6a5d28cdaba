"""What keeps the CI service from starting a workflow at all."""

from __future__ import annotations

from regreen.app.check import check
from regreen.app.run import Wanted, choose, workflow_files
from regreen.model.errors import InputError
from regreen.model.finding import Category, FileEvidence, Finding, Severity
from regreen.project.tree import Tree
from regreen.rules import all_rules


def refusals(tree: Tree, wanted: Wanted) -> tuple[Finding, ...]:
    """Errors for which GitHub refuses the workflow that is wanted; raises `InputError` as `choose` does."""
    path = _path(tree, wanted)
    rules = [rule for rule in all_rules() if rule.category is Category.WORKFLOW_SYNTAX]
    return tuple(
        finding
        for finding in check(tree, rules=rules).findings
        if finding.severity is Severity.ERROR and _first(finding) == path
    )


def _path(tree: Tree, wanted: Wanted) -> str:
    """The workflow's path; also that of one which cannot be loaded, where only it can be meant."""
    try:
        return choose(tree, wanted).path
    except InputError:
        paths = [source.path for source in workflow_files(tree)]
        name = wanted.workflow.removeprefix("./")
        meant = [path for path in paths if not name or name in (path, path.rpartition("/")[2])]
        if len(meant) != 1:
            raise
        return meant[0]


def _first(finding: Finding) -> str:
    return next((piece.path for piece in finding.evidence if isinstance(piece, FileEvidence)), "")
