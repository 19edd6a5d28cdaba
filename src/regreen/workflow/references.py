"""What the expressions of a workflow refer to: `steps.build.outputs.path`, `env.NAME`, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from regreen.model.text import Span
from regreen.workflow.definitions import Job, Step, Workflow
from regreen.workflow.expr.errors import ExpressionError
from regreen.workflow.expr.parse import parse
from regreen.workflow.expr.template import OPEN, Place, scan
from regreen.workflow.expr.tree import Context, Expr, Index, Literal, walk
from regreen.workflow.locate import span_in
from regreen.workflow.nodes import Mapping, Node, scalars


class Reference(Struct, frozen=True):
    """A name with its members, in lower case, as far as they are written out; `job` and `step` are None outside of
    one. `written` is the last member as it is written, `span` where it stands.
    """

    chain: tuple[str, ...]
    job: Job | None
    step: Step | None
    written: str
    span: Span


def references(workflow: Workflow) -> Iterator[Reference]:
    """Every reference with at least one member, the outermost of each chain, in the order of the file."""
    if not isinstance(workflow.node, Mapping):
        return
    for name, node in workflow.node.items():
        if name != "jobs":
            yield from _below(workflow, node, None, None)
    for job in workflow.jobs:
        for name, node in job.node.items() if isinstance(job.node, Mapping) else ():
            if name != "steps":
                yield from _below(workflow, node, job, None, condition=name == "if")
        for step in job.steps:
            for name, node in step.node.items() if isinstance(step.node, Mapping) else ():
                yield from _below(workflow, node, job, step, condition=name == "if")


def _below(
    workflow: Workflow, node: Node, job: Job | None, step: Step | None, *, condition: bool = False
) -> Iterator[Reference]:
    for scalar in scalars(node):
        text = scalar.text
        places = list(scan(text)) if OPEN in text else [Place(0, len(text), 0, text)] if condition else []
        for place in places:
            for chain, key in _chains(place):
                start, end = place.inner + key.start, place.inner + key.end
                yield Reference(
                    chain, job, step, str(key.value), span_in(workflow.source, scalar, start, end)
                )


def _chains(place: Place) -> Iterator[tuple[tuple[str, ...], Literal]]:
    try:
        tree = parse(place.expression)
    except ExpressionError:
        return
    inner: set[int] = set()
    for part in walk(tree) if tree is not None else ():
        if isinstance(part, Index) and id(part) not in inner and isinstance(part.key, Literal):
            names = _names(part, inner)
            if names:
                yield names, part.key


def _names(expr: Expr, inner: set[int]) -> tuple[str, ...]:
    """The names from the context on; nothing where one of them is computed."""
    if isinstance(expr, Context):
        return (expr.name.lower(),)
    if not isinstance(expr, Index) or not isinstance(expr.key, Literal):
        return ()
    inner.add(id(expr))
    before = _names(expr.target, inner)
    return (*before, str(expr.key.value).lower()) if before else ()
