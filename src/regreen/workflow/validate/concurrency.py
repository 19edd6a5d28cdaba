"""Concurrency groups that can never run, or that contradict themselves."""

from __future__ import annotations

from collections.abc import Iterator

from regreen.workflow.definitions import Concurrency, Workflow
from regreen.workflow.nodes import Node, Scalar, lookup
from regreen.workflow.problems import Problem


def check_concurrency(workflow: Workflow) -> Iterator[Problem]:
    """Problems of `concurrency` of a workflow and its jobs.

    A job in the group of its own run waits for the run to end, which waits for the job: GitHub cancels both
    ("a deadlock was detected").
    """
    outer = _group(workflow.concurrency)
    yield from _queue(workflow.concurrency)
    for job in workflow.jobs:
        yield from _queue(job.concurrency)
        inner = _group(job.concurrency)
        if outer and inner and inner.string == outer.string:
            message = f"the job '{job.id}' waits for its own run: both are in the group '{inner.string}'"
            yield Problem("concurrency-deadlock", message, inner.span, related=(outer.span,))


def _group(concurrency: Concurrency | None) -> Scalar | None:
    """The name of the group, where it stands in the file."""
    if concurrency is None:
        return None
    node: Node | None = concurrency.node
    node = node if isinstance(node, Scalar) else lookup(node, "group")
    return node if isinstance(node, Scalar) and node.string and "${{" not in node.text else None


def _queue(concurrency: Concurrency | None) -> Iterator[Problem]:
    node = concurrency.node if concurrency else None
    queue, cancel = lookup(node, "queue"), lookup(node, "cancel-in-progress")
    if not (isinstance(queue, Scalar) and isinstance(cancel, Scalar)):
        return
    if queue.string == "max" and cancel.value is True:
        message = "'queue: max' keeps every run, 'cancel-in-progress: true' none: only one of them"
        yield Problem("conflicting-keys", message, queue.span, related=(cancel.span,))
