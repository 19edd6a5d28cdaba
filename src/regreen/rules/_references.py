"""Edits of references between the jobs and steps of a workflow that GitHub refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Span

if TYPE_CHECKING:
    from regreen.workflow.definitions import Workflow

_WORDS = re.compile(r"[-_]+")


def without_second_id(workflow: Workflow, span: Span) -> list[Edit]:
    """The id that a step has in common with an earlier one away, where nothing behind it asks for it."""
    from regreen.patch.yaml import delete

    for job in workflow.jobs:
        for step in job.steps:
            node = step.at("id")
            if node is None or node.span.start != span.start:
                continue
            rest = workflow.source.text[step.span.end : job.span.end]
            earlier = any(other.id.lower() == step.id.lower() for other in job.steps[: step.index])
            if not earlier or re.search(rf"\bsteps\.{re.escape(step.id)}\b", rest, re.I):
                return []
            try:
                return delete(workflow.source, ("jobs", job.id_node.text, "steps", step.index, "id"))
            except PatchError:
                return []
    return []


def needed_job(workflow: Workflow, span: Span) -> list[Edit]:
    """Of a job that is needed and does not exist: the only one that has a word of its name."""
    from regreen.workflow.needs import needs_graph
    from regreen.workflow.nodes import scalars

    graph = needs_graph(workflow.jobs)
    for job in workflow.jobs:
        needs = job.at("needs")
        for node in scalars(needs) if needs is not None else ():
            if node.span.start != span.start:
                continue
            mine = {word.rstrip("s") for word in _WORDS.split(node.string.lower())}
            alike = [
                other.id
                for other in workflow.jobs
                if mine & {word.rstrip("s") for word in _WORDS.split(other.id.lower())}
                and other.id != job.id
                and job.id not in graph.ancestors(other.id)
            ]
            old = workflow.source.text[node.span.start : node.span.end]
            if len(alike) == 1 and node.string in old and alike[0] not in job.needs:
                return [Edit(node.span, old, old.replace(node.string, alike[0]))]
    return []
