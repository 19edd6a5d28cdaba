"""What a person has to decide about a cause that stays: the question, the place, the ways out that are known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from regreen.model.diagnosis import Cause
from regreen.model.finding import Category, FileEvidence, Fix, LogEvidence, Safety
from regreen.model.greening import Question
from regreen.model.repair import Held
from regreen.model.run import Line
from regreen.project.tree import Tree

_ASKED: Mapping[Category, str] = {
    Category.DEPENDENCY_RESOLUTION: "which of the versions asked for may change?",
    Category.MISSING_MODULE: "is it a dependency to declare, a file to commit, or an import to remove?",
    Category.MISSING_TOOL: "which step is to install it, or is the call to go?",
    Category.PACKAGING_CONFIG: "what is to be packaged, and under which name, or is it no package at all?",
    Category.IMPORT_CYCLE: "which of these modules may import the other?",
    Category.WORKFLOW_SYNTAX: "what is the workflow meant to say there?",
    Category.WORKFLOW_CONFIG: "what is the workflow meant to do there?",
    Category.DEPRECATED_ACTION: "which version, or which other action, is to take its place?",
    Category.MISSING_FILE: "is the file to be committed, to be made by a step, or is the path wrong?",
    Category.ENVIRONMENT_VARIABLE: "which value is the job to have, and is it a secret?",
    Category.PERMISSION_SECRET: "who gives the job this credential, and is the step meant to run without it?",
    Category.SERVICE_CONNECTION: "is the job to start it, with which credentials, or are the tests to do without?",
    Category.TEST_ASSERTION: "is the code wrong, or what the test expects of it?",
    Category.TEST_TIMEOUT: "what does it wait for, and how long may it take?",
    Category.HANG: "who has to end what keeps it waiting?",
    Category.FLAKY_TEST: "what does its outcome hang on: time, order, the network, chance?",
    Category.TEST_ISOLATION: "which state has to be reset between the tests?",
    Category.FLAKY_NETWORK: "may the job reach this host at all, or is its answer to be recorded for the test?",
    Category.LINT: "is the code to change, or does this place need an exception with a reason?",
    Category.FORMAT: "is the file to be formatted, or is it generated and to be left out?",
    Category.TYPE_CHECK: "is the annotation wrong, or the code?",
    Category.COVERAGE_THRESHOLD: "which code is to get tests? The gate stays where it is.",
    Category.SECURITY_SCAN: "is it to be mended, or accepted with a reason and a date?",
    Category.DOCS: "what is the page meant to say?",
    Category.BUILD_COMPILE: "is the source wrong, or what it is built with?",
    Category.OUT_OF_MEMORY: "what may be left out, or which larger machine is the job to get?",
    Category.DISK_SPACE: "what may be left out, or which larger machine is the job to get?",
}
_LINE = re.compile(r"(?P<path>[\w.-][\w./-]{0,200}\.\w{1,5}):\d{1,7}\b")  # path:line
_TEST = re.compile(r"(?P<path>[\w.-][\w./-]{0,200}\.py)::[\w:]{1,200}")  # an id of pytest
_ANY = "what is meant to happen there?"
_WORD = 300  # characters of a quoted line
_TITLE = 160  # characters of a title


def question_of(cause: Cause, tree: Tree, held: Held | None = None) -> Question:
    """The question about a cause for which nothing was applied; `held` says what was held back, and why."""
    finding = cause.finding
    where = place_of(cause, tree)
    options = tuple(fix for fix in finding.fixes if not fix.edits or fix.safety is not Safety.SAFE)
    if held is not None and held.fix is not None and held.release:
        text = f"{_title(cause)}: may this be done? {held.fix.title}. It changes behaviour."
        rest = tuple(fix for fix in options if fix.title != held.fix.title)
        return Question(text, _edited(held.fix, tree) or where, finding, (held.fix, *rest), held.release)
    asked = _ASKED.get(finding.category, _ANY)
    why = f" (held back: {held.reason})" if held is not None and held.fix is not None else ""
    return Question(f"{_title(cause)}: {asked}{why}", where, finding, options)


def again(cause: Cause, tree: Tree, fix: str) -> Question:
    """The question about a cause that shows although its fix was applied."""
    text = f"{_title(cause)}: it shows again although this was done: {fix}. What else brings it about?"
    return Question(text, place_of(cause, tree), cause.finding)


def unsteady(cause: Cause, tree: Tree, red: int, runs: int) -> Question:
    """The question about a cause that shows in some runs of the same files only."""
    finding = cause.finding
    text = (
        f"{_title(cause)}: red in {red} of {runs} runs of the same files, so it is flaky. "
        "What does its outcome hang on: time, order, the network, chance?"
    )
    return Question(text, place_of(cause, tree), finding, finding.fixes)


def unexplained(lines: Sequence[Line], reasons: Sequence[str]) -> Question:
    """The question where no rule knows the cause."""
    last = lines[-1] if lines else None
    said = last.text.strip()[:_WORD] if last is not None else "; ".join(reasons)
    place = " in ".join(part for part in (f"{last.file}:{last.number}", last.step) if part) if last else ""
    return Question(f"no rule knows why it is red: {said}", place)


def _title(cause: Cause) -> str:
    title = cause.finding.title
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"


def place_of(cause: Cause, tree: Tree) -> str:
    """A place in a file: the evidence's own, or one that a quoted line names; else the first line of a log."""
    evidence = cause.finding.evidence
    for piece in evidence:
        if isinstance(piece, FileEvidence):
            return f"{piece.path}:{piece.line}"
    quoted = [*evidence, *(piece for symptom in cause.symptoms for piece in symptom.evidence)]
    for pattern in (_LINE, _TEST):
        for piece in quoted:
            for match in pattern.finditer(piece.text):
                if match["path"] in tree:
                    return match[0]
    for piece in evidence:
        if isinstance(piece, LogEvidence):
            return f"{piece.file}:{piece.line}" + (f" in {piece.step}" if piece.step else "")
    return ""


def _edited(fix: Fix, tree: Tree) -> str:
    """Where the fix begins."""
    span = next((edit.span for edit in fix.edits), None)
    source = tree.source(span.path) if span is not None else None
    if span is None or source is None:
        return span.path if span is not None else ""
    return f"{span.path}:{source.position(span.start)[0]}"
