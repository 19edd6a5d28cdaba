"""Corrections of expressions and steps that can be meant in one way only."""

from __future__ import annotations

import re

from regreen.model.text import Edit, Source, Span
from regreen.workflow.expr.errors import ExpressionError
from regreen.workflow.expr.parse import parse
from regreen.workflow.expr.template import Place, scan
from regreen.workflow.nodes import Mapping, Scalar, Style
from regreen.workflow.schema.action_inputs import inputs_of

_DOUBLE = re.compile(r'"([^"\'{}]*)"')


def single_quoted(source: Source, scalar: Scalar, place: Place) -> Edit | None:
    """An expression with its texts in single quotes, the only ones it knows."""
    written = place.expression
    mended = _DOUBLE.sub(r"'\1'", written)
    if mended == written or scalar.style in (Style.SINGLE, Style.DOUBLE) or not _parses(mended):
        return None
    start = source.text.find(written, scalar.span.start, scalar.span.end)
    return _edit(source, start, written, mended) if start >= 0 else None


def one_condition(source: Source, scalar: Scalar) -> Edit | None:
    """A condition of several `${{ }}` and text between them as one expression."""
    written = source.text[scalar.span.start : scalar.span.end]
    if scalar.style is not Style.PLAIN or "\n" in written or written != scalar.text:
        return None
    parts: list[str] = []
    at = 0
    for place in scan(written):
        between = written[at : place.start].strip()
        parts += [between, place.expression.strip()] if between else [place.expression.strip()]
        at = place.end
    joined = " ".join([*parts, written[at:].strip()]).strip()
    if not _parses(joined) or ": " in joined or " #" in joined:
        return None
    return _edit(source, scalar.span.start, written, "${{ " + joined + " }}")


def below_with(source: Source, key: Scalar, step: Mapping) -> Edit | None:
    """A key of a step that is an input of its action, put below `with:`."""
    uses, with_ = step.get("uses"), step.entry("with")
    if not isinstance(uses, Scalar) or with_ is not None or step.flow or key.quoted:
        return None
    action, _, _ = uses.string.partition("@")
    if key.text.lower() not in {one.name.lower() for one in inputs_of(action, 0)}:
        return None
    value = step.get(key.text)
    line_start = source.text.rfind("\n", 0, key.span.start) + 1
    indent = source.text[line_start : key.span.start]
    inline = isinstance(value, Scalar) and value.style not in (Style.LITERAL, Style.FOLDED)
    if indent.strip() or not inline:
        return None
    newline = "\r\n" if "\r\n" in source.text else "\n"
    return _edit(source, key.span.start, key.text, f"with:{newline}{indent}  {key.text}")


def _parses(expression: str) -> bool:
    try:
        return parse(expression) is not None
    except ExpressionError:
        return False


def _edit(source: Source, start: int, old: str, new: str) -> Edit:
    return Edit(Span(source.path, start, start + len(old)), old, new)
