"""Whether a job can run when an event starts its workflow, by its condition alone.

Three values: surely not, surely, nobody knows. Only what an event is called, and what its payload cannot have, is
known. Source: GitHub Docs, "Events that trigger workflows" and "Webhook events and payloads".
"""

from __future__ import annotations

from regreen.workflow.definitions import Job
from regreen.workflow.expr import ExpressionError, parse
from regreen.workflow.expr.condition import condition_expression
from regreen.workflow.expr.tree import Call, Compare, Context, Expr, Index, Literal, Logical, Not
from regreen.workflow.expr.values import equals

_PAYLOADS = {
    "workflow_run": frozenset({"workflow_run"}),
    "pull_request": frozenset(
        {"pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"}
    ),
    "issue": frozenset({"issues", "issue_comment"}),
    "comment": frozenset(
        {"issue_comment", "pull_request_review_comment", "commit_comment", "discussion_comment"}
    ),
    "release": frozenset({"release"}),
    "head_commit": frozenset({"push"}),
    "client_payload": frozenset({"repository_dispatch"}),
    "deployment": frozenset({"deployment", "deployment_status"}),
}
"""Parts of `github.event`, and the events that have them."""
_UNKNOWN = object()
_STATES = frozenset({"success", "always"})


def never_runs(job: Job, event: str) -> bool:
    """Whether a job is surely skipped in runs that this event starts."""
    expression = condition_expression(job.if_) if job.if_ else None
    if not expression:
        return False
    try:
        tree = parse(expression)
    except ExpressionError:
        return False
    return tree is not None and _truth(_value(tree, event)) is False


def _value(expr: Expr, event: str) -> object:
    match expr:
        case Literal(value):
            return value
        case Not(operand):
            truth = _truth(_value(operand, event))
            return _UNKNOWN if truth is None else not truth
        case Logical(operator, operands):
            return _logical(operator, [_value(operand, event) for operand in operands])
        case Compare(operator, left, right) if operator in ("==", "!="):
            sides = _value(left, event), _value(right, event)
            if _UNKNOWN in sides:
                return _UNKNOWN
            return equals(*sides) == (operator == "==")  # type: ignore[arg-type]
        case Call(name, ()) if name.lower() in _STATES:
            return True
        case Index():
            return _member(expr, event)
    return _UNKNOWN


def _logical(operator: str, values: list[object]) -> object:
    """The truth of a chain; one operand may decide it, whatever the others are."""
    truths = [_truth(value) for value in values]
    decisive = operator == "||"
    if decisive in truths:
        return decisive
    return _UNKNOWN if None in truths else not decisive


def _truth(value: object) -> bool | None:
    if value is _UNKNOWN:
        return None
    return bool(value) and value != 0


def _member(expr: Expr, event: str) -> object:
    names = _path(expr)
    if names == ["github", "event_name"]:
        return event
    if names[:2] == ["github", "event"] and len(names) > 2:
        owners = _PAYLOADS.get(names[2])
        return None if owners is not None and event not in owners else _UNKNOWN
    return _UNKNOWN


def _path(expr: Expr) -> list[str]:
    match expr:
        case Context(name):
            return [name.lower()]
        case Index(target, Literal(str(key))):
            before = _path(target)
            return [*before, key.lower()] if before else []
    return []
