"""Edits that let a job wait for another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.model.text import Edit

if TYPE_CHECKING:
    from regreen.workflow.definitions import Job, Workflow


def awaited(workflow: Workflow, job: Job, name: str) -> list[Edit]:
    """The job `name` among those that a job needs; nothing where there is none, or it would wait for itself."""
    from regreen.patch.lines import replacement
    from regreen.patch.yaml import append_item, insert_key
    from regreen.workflow.needs import needs_graph
    from regreen.workflow.nodes import Scalar, Sequence

    other = workflow.job(name)
    if other is None or other.id in (job.id, *job.needs):
        return []
    if job.id in needs_graph(workflow.jobs).ancestors(other.id):
        return []
    path = ("jobs", job.id_node.text)
    node = job.at("needs")
    try:
        if isinstance(node, Sequence):
            return append_item(workflow.source, (*path, "needs"), other.id)
        if isinstance(node, Scalar) and not node.quoted:
            return [
                replacement(workflow.source, node.span.start, node.span.end, f"[{node.text}, {other.id}]")
            ]
        if node is None:
            return insert_key(workflow.source, path, "needs", other.id, after="runs-on")
    except PatchError:
        return []
    return []
