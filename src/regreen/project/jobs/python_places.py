"""Where a job says which Python it runs."""

from __future__ import annotations

from collections.abc import Iterator

from regreen.model.finding import FileEvidence
from regreen.project.jobs.leg import python_version
from regreen.project.jobs.model import JobRun
from regreen.project.place import at
from regreen.workflow.expr.template import OPEN
from regreen.workflow.matrix import values_of
from regreen.workflow.nodes import Scalar


def python_places(run: JobRun) -> Iterator[FileEvidence]:
    """The value in the matrix that this leg takes, or else the input of the action that sets the Python up."""
    node = next(python_nodes(run), None)
    if node is not None:
        yield at(run.workflow.source, node.span.start)
    elif run.python_place is not None:
        yield run.python_place


def python_nodes(run: JobRun) -> Iterator[Scalar]:
    """The values of the workflow that give this leg its Python."""
    for step in run.job.steps:
        node = step.at("with", "python-version")
        if not isinstance(node, Scalar):
            continue
        values = values_of(run.job, node.text) if OPEN in node.text else [node]
        yield from (value for value in values if python_version(value.string) == run.python)
