"""A syntax tree and contexts to a value."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from regreen.workflow.expr.errors import ErrorKind, ExpressionError
from regreen.workflow.expr.functions import BUILT_IN, Function
from regreen.workflow.expr.parse import parse
from regreen.workflow.expr.tree import Call, Compare, Context, Expr, Index, Literal, Logical, Not
from regreen.workflow.expr.values import (
    Filtered,
    Value,
    equals,
    has,
    is_primitive,
    less,
    lookup,
    to_number,
    to_string,
    truthy,
)

MAX_MEMORY = 1024 * 1024
"""Bytes of text (UTF-16) that one expression may build, where nothing else is asked for."""


def evaluate(
    expression: str,
    contexts: Mapping[str, Value],
    functions: Mapping[str, Function] | None = None,
    max_memory: int = MAX_MEMORY,
) -> Value:
    """The value of an expression (without `${{ }}`); None for a blank one.

    `contexts` gives the named values, `functions` what the place offers beside the built-in functions
    (`hashFiles`, `success`, ...), each called with its evaluated arguments. `max_memory` bounds the text
    that functions build, in bytes of UTF-16 (the runner's own default).

    Raises `ExpressionError`: kind `lex` or `parse` when the expression is not valid or names a context or
    function that is not given, `evaluate` when a function refuses its arguments.
    """
    functions = functions or {}
    tree = parse(expression, contexts, functions)
    return None if tree is None else Evaluator(contexts, functions, max_memory).value(tree)


class Evaluator:
    """Evaluates syntax trees against fixed contexts and functions."""

    def __init__(
        self,
        contexts: Mapping[str, Value],
        functions: Mapping[str, Function],
        max_memory: int = MAX_MEMORY,
    ) -> None:
        self._contexts = contexts
        self._functions = {**BUILT_IN, **{name.lower(): f for name, f in functions.items()}}
        self._room = max_memory // 2

    def value(self, expr: Expr) -> Value:
        """The value of a tree; raises `ExpressionError` of kind `evaluate`."""
        match expr:
            case Literal(value):
                return value
            case Context(name):
                return lookup(self._contexts, name)
            case Not(operand):
                return not truthy(self.value(operand))
            case Compare(operator, left, right):
                return _compare(operator, self.value(left), self.value(right))
            case Logical(operator, operands):
                return self._logical(operator, operands)
            case Call():
                return self._call(expr)
            case Index(target, key):
                found = self.value(target)
                return _all(found) if key is None else _member(found, self.value(key))

    def _logical(self, operator: str, operands: Sequence[Expr]) -> Value:
        result: Value = None
        for operand in operands:
            result = self.value(operand)
            if truthy(result) is (operator == "||"):
                break
        return result

    def _call(self, call: Call) -> Value:
        function = self._functions.get(call.name.lower())
        if function is None:
            raise ExpressionError(ErrorKind.EVALUATE, f"Unrecognized function: '{call.name}'", call.start)
        args = [self.value(arg) for arg in call.args]
        try:
            result = function(args)
        except ExpressionError as error:
            raise ExpressionError(ErrorKind.EVALUATE, error.message, call.start) from error
        except RecursionError as error:
            message = "Maximum object depth exceeded"
            raise ExpressionError(ErrorKind.EVALUATE, message, call.start) from error
        if isinstance(result, str):
            self._room -= len(result)
            if self._room < 0:
                message = "The maximum allowed memory size was exceeded"
                raise ExpressionError(ErrorKind.EVALUATE, message, call.start)
        return result


def _compare(operator: str, left: Value, right: Value) -> bool:
    match operator:
        case "==":
            return equals(left, right)
        case "!=":
            return not equals(left, right)
        case "<":
            return less(left, right)
        case ">":
            return less(right, left)
        case "<=":
            return less(left, right) or equals(left, right)
    return less(right, left) or equals(left, right)


def _all(value: Value) -> Value:
    if isinstance(value, Filtered):
        return Filtered(item for inner in value for item in _elements(inner))
    return Filtered(_elements(value))


def _elements(value: Value) -> Sequence[Value]:
    if isinstance(value, Mapping):
        return list(value.values())
    return [] if isinstance(value, str) or not isinstance(value, Sequence) else value


def _member(value: Value, key: Value) -> Value:
    if isinstance(value, Filtered):
        return Filtered(found for inner in value for found in _find(inner, key))
    return next(iter(_find(value, key)), None)


def _find(value: Value, key: Value) -> Sequence[Value]:
    """The member in a list of one; empty when there is none."""
    if isinstance(value, Mapping):
        if is_primitive(key) and has(value, name := to_string(key)):
            return [lookup(value, name)]
    elif isinstance(value, Sequence) and not isinstance(value, str):
        number = to_number(key)
        if math.isfinite(number) and 0 <= math.floor(number) < len(value):
            return [value[math.floor(number)]]
    return []
