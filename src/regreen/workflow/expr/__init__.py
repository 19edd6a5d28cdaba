"""The expression language of GitHub Actions (`${{ }}`), in full.

    evaluate      an expression and contexts to a value
    interpolate   a string with `${{ }}` to a string
    resolve       the same, keeping the type where the string is one expression
    scan          where the `${{ }}` of a string are
    parse         an expression to a syntax tree with offsets

Semantics follow the runner (github.com/actions/runner, src/Sdk/Expressions) and GitHub's documentation
of expressions.
"""

from __future__ import annotations

from regreen.workflow.expr.condition import evaluate_condition
from regreen.workflow.expr.errors import ErrorKind, ExpressionError
from regreen.workflow.expr.evaluate import evaluate
from regreen.workflow.expr.functions import Function
from regreen.workflow.expr.parse import parse
from regreen.workflow.expr.template import Place, interpolate, resolve, scan
from regreen.workflow.expr.values import Value

__all__ = [
    "ErrorKind",
    "ExpressionError",
    "Function",
    "Place",
    "Value",
    "evaluate",
    "evaluate_condition",
    "interpolate",
    "parse",
    "resolve",
    "scan",
]
