"""Matrices: empty vectors, too many legs, values twice, excludes that exclude nothing."""

from __future__ import annotations

from collections.abc import Iterator

from regreen.model.finding import Severity
from regreen.workflow.definitions import Job
from regreen.workflow.expr.template import OPEN
from regreen.workflow.expr.values import Value
from regreen.workflow.matrix import MAX_LEGS, expand, matches
from regreen.workflow.nodes import Mapping, Node, Scalar, Sequence, lookup, scalars
from regreen.workflow.problems import Problem
from regreen.workflow.templates import plain_value

_FILTERS = ("include", "exclude")


def check_matrix(job: Job) -> Iterator[Problem]:
    """Problems of a job's matrix."""
    node = job.strategy.matrix if job.strategy else None
    if not isinstance(node, Mapping):
        return
    for entry in node.entries:
        if entry.key.text in _FILTERS or not isinstance(entry.value, Sequence):
            continue
        if not entry.value.items:
            message = f"the matrix's '{entry.key.text}' has no values: the job never starts"
            yield Problem("empty-vector", message, entry.value.span)
        yield from _repeated(entry.value, entry.key.text)
    yield from _excludes(node)
    legs = len(expand(job).legs)
    if legs > MAX_LEGS:
        message = f"the matrix has {legs} combinations; GitHub takes {MAX_LEGS} at most"
        yield Problem("too-many-legs", message, node.span)


def _is_literal(node: Node) -> bool:
    return not any(OPEN in scalar.text for scalar in scalars(node))


def _repeated(row: Sequence, name: str) -> Iterator[Problem]:
    seen: dict[tuple[str, str], Scalar] = {}
    for item in row.items:
        if isinstance(item, Scalar) and _is_literal(item):
            first = seen.setdefault((item.kind, item.string), item)
            if first is not item:
                message = f"'{item.string}' is there twice in the matrix's '{name}'"
                yield Problem("repeated-value", message, item.span, Severity.WARNING, None, (first.span,))


def _excludes(matrix: Mapping) -> Iterator[Problem]:
    """Excludes that match no value; only the vectors count, and only where they are literal."""
    excludes = lookup(matrix, "exclude")
    names = {entry.key.text.lower() for entry in matrix.entries}
    dynamic = any(OPEN in name for name in names)
    for item in excludes.items if isinstance(excludes, Sequence) and not dynamic else ():
        for entry in item.entries if isinstance(item, Mapping) else ():
            name = entry.key.text
            if name.lower() not in names and OPEN not in name:
                message = f"the matrix has no '{name}': nothing is excluded"
                yield Problem("idle-exclude", message, entry.key.span, Severity.WARNING)
                continue
            row = matrix.get(name)
            literal = isinstance(row, Sequence) and _is_literal(row) and _is_literal(entry.value)
            if literal and not _any_matches(plain_value(entry.value), row):
                message = f"no value of the matrix's '{name}' is excluded by this"
                yield Problem("idle-exclude", message, entry.value.span, Severity.WARNING)


def _any_matches(wanted: Value, row: Node | None) -> bool:
    items = row.items if isinstance(row, Sequence) else ()
    return any(matches(wanted, plain_value(item)) for item in items)
