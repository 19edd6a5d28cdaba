"""The expressions of a file: syntax, what they may use, and whether it makes sense."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from regreen.model.finding import Severity
from regreen.model.text import Source
from regreen.workflow.expr.check import TypeCheck
from regreen.workflow.expr.condition import condition_expression
from regreen.workflow.expr.errors import ExpressionError
from regreen.workflow.expr.lex import MAX_LENGTH
from regreen.workflow.expr.parse import parse
from regreen.workflow.expr.template import OPEN, Place, check, formatted_length, scan
from regreen.workflow.expr.tree import Call, Context, Expr, Literal, walk
from regreen.workflow.expr.types import ANY, NULL, Array, Object, Simple, Type
from regreen.workflow.locate import span_in
from regreen.workflow.near import nearest
from regreen.workflow.problems import Problem
from regreen.workflow.schema.scopes import CONTEXTS, FUNCTIONS
from regreen.workflow.schema.shape import Keys
from regreen.workflow.validate.mend import one_condition, single_quoted
from regreen.workflow.validate.sites import Path, Site, where

_PLACEHOLDER = re.compile(r"\{[0-9]+\}")

Contexts = Callable[[Path], Mapping[str, Type]]
"""The types of the contexts at a path."""


def check_site(source: Source, site: Site, contexts: Contexts) -> Iterator[Problem]:
    """Problems of the expressions of one scalar."""
    text = site.scalar.text
    if OPEN not in text:
        if site.condition and text.strip():
            yield from _check(source, site, Place(0, len(text), 0, text), contexts)
        return
    if site.condition and condition_expression(text) is None:
        message = "text around '${{ }}' makes this a string, which is always true"
        edit = one_condition(source, site.scalar)
        yield Problem("condition-always-true", message, site.scalar.span, Severity.WARNING, edit)
    if len(text) > MAX_LENGTH // 2 and formatted_length(text) > MAX_LENGTH:
        message = f"a text with expressions in it must not be longer than {MAX_LENGTH} characters"
        yield Problem("expression-too-long", message, site.scalar.span)
    for place in scan(text):
        try:
            check(place)
        except ExpressionError as error:
            yield _problem(source, site, "invalid-expression", error.message, error.offset, place.end)
            continue
        yield from _check(source, site, place, contexts)


def _check(source: Source, site: Site, place: Place, contexts: Contexts) -> Iterator[Problem]:
    try:
        tree = parse(place.expression)
    except ExpressionError as error:
        start = place.inner + error.offset
        message = f"{error.message}. Located at position {error.offset + 1} within expression"
        problem = _problem(source, site, "invalid-expression", message, start, start + 1)
        yield replace(problem, replacement=single_quoted(source, site.scalar, place))
        return
    if tree is None:
        return
    if site.condition and _is_text(tree):
        message = "format() makes this a string with text in it, which is always true"
        start, end = place.inner + tree.start, place.inner + tree.end
        yield _problem(source, site, "condition-always-true", message, start, end, Severity.WARNING)
    for problem_id, message, part in _unavailable(tree, site):
        yield _problem(source, site, problem_id, message, place.inner + part.start, place.inner + part.end)
    types = TypeCheck(contexts(site.path))
    kind = types.infer(tree)
    for issue in types.issues:
        severity = Severity.ERROR if issue.fatal else Severity.WARNING
        start, end = place.inner + issue.start, place.inner + issue.end
        yield _problem(source, site, issue.id, issue.message, start, end, severity)
    whole = place.start == 0 and place.end == len(site.scalar.text)
    if message := _misfit(kind, site, whole):
        start, end = place.inner + tree.start, place.inner + tree.end
        yield _problem(source, site, "object-in-text", message, start, end, Severity.WARNING)


def _is_text(tree: Expr) -> bool:
    """Whether it is a call of format() that gives more than the values it is given."""
    called = isinstance(tree, Call) and tree.name.lower() == "format" and tree.args
    pattern = called[0] if called else None
    text = pattern.value if isinstance(pattern, Literal) else ""
    return isinstance(text, str) and bool(_PLACEHOLDER.sub("", text))


def _misfit(kind: Type, site: Site, whole: bool) -> str:
    """Why a value of this type cannot be meant at a place; empty when it can."""
    shape = site.shape
    if kind == ANY or site.condition or shape.anything:
        return ""
    if not whole or (shape.keys is None and shape.items is None):
        if isinstance(kind, (Array, Object)) or kind == NULL:
            return f"a value of type {kind} does not print what it holds; use toJSON()"
        return ""
    fits = (
        (isinstance(kind, Object) and shape.keys is not None and _has_key(kind, shape.keys))
        or (isinstance(kind, Array) and shape.items is not None)
        or (isinstance(kind, Simple) and shape.text is not None)
    )
    return "" if fits else f"{where(site.path)} must be a {shape.what}, not a value of type {kind}"


def _has_key(kind: Object, keys: Keys) -> bool:
    return bool(keys.others or kind.other or any(name in kind.members for name in keys.fields))


def _unavailable(tree: Expr, site: Site) -> Iterator[tuple[str, str, Expr]]:
    """Contexts and functions that exist nowhere, or not here."""
    for part in walk(tree):
        if isinstance(part, Context) and part.name.lower() not in site.scope.contexts:
            known = ", ".join(sorted(site.scope.contexts))
            if part.name.lower() in CONTEXTS:
                yield "context-not-available", f"'{part.name}' cannot be used here; only {known}", part
            else:
                near = nearest(part.name, CONTEXTS)
                hint = f"did you mean '{near}'?" if near else f"here are {known}"
                yield "unknown-context", f"there is no context '{part.name}'; {hint}", part
        elif isinstance(part, Call):
            name = part.name.lower()
            if name in FUNCTIONS and name not in site.scope.functions:
                yield "function-not-available", f"'{part.name}()' cannot be used here", part


def _problem(
    source: Source,
    site: Site,
    problem_id: str,
    message: str,
    start: int,
    end: int,
    severity: Severity = Severity.ERROR,
) -> Problem:
    return Problem(problem_id, message, span_in(source, site.scalar, start, end), severity)
