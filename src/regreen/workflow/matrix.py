"""A job's matrix to its legs, named as GitHub names them.

Order and matching follow GitHub's documentation ("Running variations of jobs in a workflow"): exclude first
(every given value must be equal, partial matches count), then each include joins all original combinations
whose values it does not contradict, or becomes a leg of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from msgspec import Struct

from regreen.workflow.definitions import Job, strings
from regreen.workflow.expr import ExpressionError, Function, Value, interpolate, parse
from regreen.workflow.expr.template import OPEN, scan
from regreen.workflow.expr.tree import Context, Index, Literal
from regreen.workflow.expr.values import equals, is_primitive, to_string
from regreen.workflow.nodes import Mapping as MappingNode
from regreen.workflow.nodes import Node, Scalar, lookup
from regreen.workflow.nodes import Sequence as SequenceNode
from regreen.workflow.templates import items, members, node_value

MAX_LEGS = 256
"""Most jobs one matrix may produce on GitHub."""
_MAX_PRODUCT = 20_000
_LONGEST_NAME = 100


class Leg(Struct, frozen=True):
    """One combination of a matrix; `name` is what GitHub calls its job."""

    values: Mapping[str, Value]
    name: str


class Expansion(Struct, frozen=True):
    """The legs of a job. `unknown` says why they cannot be told before the run; there are none then."""

    legs: tuple[Leg, ...] = ()
    unknown: str = ""


def expand(
    job: Job, contexts: Mapping[str, Value] | None = None, functions: Mapping[str, Function] | None = None
) -> Expansion:
    """The legs of a job; a job without a matrix has one, named as the job itself.

    `contexts` are what expressions in the matrix and the name may use; one that needs another makes the
    legs unknown (as `fromJSON(needs.…)` does before the run).
    """
    known = dict(contexts or {})
    node = job.strategy.matrix if job.strategy else None
    if node is None:
        return Expansion((Leg({}, _name(job, {}, known, functions)),))
    try:
        matrix = _matrix_value(node, known, functions)
    except ExpressionError as error:
        return Expansion(unknown=f"the matrix depends on the run: {error.message}")
    if not isinstance(matrix, Mapping):
        return Expansion(unknown="the matrix is no mapping")
    combined = combinations(matrix)
    if isinstance(combined, str):
        return Expansion(unknown=combined)
    return Expansion(tuple(Leg(values, _name(job, values, known, functions)) for values in combined))


def values_of(job: Job, text: str) -> list[Scalar]:
    """What the matrix of a job writes for a text that is `${{ matrix.NAME }}`; nothing for any other text.

    Values that are expressions themselves are left out.
    """
    places = list(scan(text))
    if len(places) != 1 or places[0].start or places[0].end != len(text):
        return []
    try:
        tree = parse(places[0].expression)
    except ExpressionError:
        return []
    match tree:
        case Index(Context(context), Literal(str(key))) if context.lower() == "matrix":
            matrix = job.strategy.matrix if job.strategy else None
            included = lookup(matrix, "include")
            items = included.items if isinstance(included, SequenceNode) else ()
            nodes = [lookup(matrix, key), *(lookup(item, key) for item in items)]
            return [value for node in nodes for value in strings(node) if OPEN not in value.text]
    return []


def combinations(matrix: Mapping[str, Value]) -> list[dict[str, Value]] | str:
    """The combinations of an evaluated matrix, in GitHub's order; a string says why there are none."""
    vectors = {key: value for key, value in matrix.items() if key not in ("include", "exclude")}
    rows = {key: _row(value) for key, value in vectors.items()}
    for key, row in rows.items():
        if row is None:
            return f"the matrix's '{key}' is no list"
    lists = [row or [] for row in rows.values()]
    if prod(len(row) for row in lists) > _MAX_PRODUCT:
        return f"the matrix has more than {_MAX_PRODUCT} combinations"
    original: list[dict[str, Value]] = []
    if rows:
        original = [dict(zip(rows, picked, strict=True)) for picked in product(*lists)]
    excludes = _filters(matrix.get("exclude"))
    original = [combo for combo in original if not any(matches(one, combo) for one in excludes)]
    return _included(original, _filters(matrix.get("include")), set(rows))


def _row(value: Value) -> Sequence[Value] | None:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else None


def _filters(value: Value) -> list[Mapping[str, Value]]:
    return [item for item in _row(value) or () if isinstance(item, Mapping)]


def _included(
    original: list[dict[str, Value]], includes: list[Mapping[str, Value]], keys: set[str]
) -> list[dict[str, Value]]:
    extra: list[dict[str, Value]] = []
    frozen = [dict(combo) for combo in original]
    for include in includes:
        shared = {key: value for key, value in include.items() if key in keys}
        hits = [i for i, combo in enumerate(frozen) if matches(shared, combo)]
        for i in hits:
            original[i].update((key, value) for key, value in include.items() if key not in keys)
        if not hits:
            extra.append(dict(include))
    return original + extra


def matches(wanted: Value, actual: Value) -> bool:
    """Whether every leaf of `wanted` is equal to what `actual` holds at its place."""
    if isinstance(wanted, Mapping):
        return all(
            isinstance(actual, Mapping) and matches(value, actual.get(key)) for key, value in wanted.items()
        )
    if isinstance(wanted, str) or not isinstance(wanted, Sequence):
        return is_primitive(actual) and equals(wanted, actual)
    items = _row(actual) or ()
    return len(items) == len(wanted) and all(map(matches, wanted, items))


def _matrix_value(
    node: Node, contexts: Mapping[str, Value], functions: Mapping[str, Function] | None
) -> Value:
    """The matrix with its expressions evaluated; a leaf's text stays where it depends on the run."""
    if isinstance(node, Scalar):
        return node_value(node, contexts, functions)
    if not isinstance(node, MappingNode):
        return None
    return members(node, contexts, functions, _strict_leaf)


def _strict_leaf(
    node: Node, contexts: Mapping[str, Value], functions: Mapping[str, Function] | None
) -> Value:
    scalar = isinstance(node, Scalar)
    return node_value(node, contexts, functions) if scalar else _lenient(node, contexts, functions)


def _lenient(node: Node, contexts: Mapping[str, Value], functions: Mapping[str, Function] | None) -> Value:
    if isinstance(node, Scalar):
        try:
            return node_value(node, contexts, functions)
        except ExpressionError:
            return node.text
    if isinstance(node, MappingNode):
        return members(node, contexts, functions, _lenient)
    return items(node, contexts, functions, _lenient)


def _name(
    job: Job,
    values: Mapping[str, Value],
    contexts: Mapping[str, Value],
    functions: Mapping[str, Function] | None,
) -> str:
    if OPEN in job.name:
        try:
            return interpolate(job.name, {**contexts, "matrix": values}, functions)
        except ExpressionError:
            return job.name
    leaves = [text for value in values.values() for text in _leaves(value)]
    name = f"{job.name or job.id} ({', '.join(leaves)})" if leaves else job.name or job.id
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 3] + "..."


def _leaves(value: Value) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield to_string(value)
