"""`if:` conditions of jobs and steps."""

from __future__ import annotations

from collections.abc import Mapping

from regreen.workflow.expr.evaluate import evaluate
from regreen.workflow.expr.functions import Function
from regreen.workflow.expr.parse import parse
from regreen.workflow.expr.template import MAX_MEMORY, OPEN, resolve, scan
from regreen.workflow.expr.tree import calls
from regreen.workflow.expr.values import Value, truthy

STATUS_FUNCTIONS = frozenset({"success", "failure", "always", "cancelled"})
"""A condition that calls none of them gets `success() &&` in front."""


def condition_expression(text: str) -> str | None:
    """The expression a condition consists of, with or without `${{ }}` around it.

    None when there is text around a `${{ }}`, be it a line break: such a condition is a string, which is
    always true.
    """
    if OPEN not in text:
        return text
    places = list(scan(text))
    if len(places) == 1 and places[0].start == 0 and places[0].end == len(text) and places[0].closed:
        return places[0].expression
    return None


def calls_status_function(expression: str) -> bool:
    """Whether an expression calls success, failure, always or cancelled; raises `ExpressionError`."""
    tree = parse(expression)
    return tree is not None and any(call.name.lower() in STATUS_FUNCTIONS for call in calls(tree))


def evaluate_condition(text: str, contexts: Mapping[str, Value], functions: Mapping[str, Function]) -> bool:
    """Whether a job or step with this condition runs; `functions` must offer `success`.

    A blank condition is `success()`. Raises `ExpressionError`.
    """
    success = next(function for name, function in functions.items() if name.lower() == "success")
    expression = condition_expression(text)
    if expression is None:
        return truthy(success(())) and truthy(resolve(text, contexts, functions))
    if not expression.strip():
        return truthy(success(()))
    wanted = truthy(evaluate(expression, contexts, functions, MAX_MEMORY))
    return wanted and (calls_status_function(expression) or truthy(success(())))
