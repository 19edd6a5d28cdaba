"""Edits of conditions that name what GitHub does not give them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source, Span

if TYPE_CHECKING:
    from regreen.workflow.definitions import Job, Workflow
    from regreen.workflow.nodes import Node

_SECRET = re.compile(r"\bsecrets\.(?P<name>[A-Za-z_]\w*)")
_VARIABLE = re.compile(r"\benv\.(?P<name>[A-Za-z_]\w*)")


def secrets_by_env(workflow: Workflow, span: Span) -> list[Edit]:
    """Of a step's condition that names secrets: the variables of the job in their place, set from the secrets."""
    for job in workflow.jobs:
        for step in job.steps:
            node = step.at("if")
            if node is not None and _within(span, node):
                found = list(_SECRET.finditer(workflow.source.text, node.span.start, node.span.end))
                edits = _given(workflow, job, sorted({match["name"] for match in found}))
                return [*edits, *_renamed(workflow.source, found)] if edits else []
    return []


def _given(workflow: Workflow, job: Job, names: list[str]) -> list[Edit]:
    """The secrets as variables of the job."""
    from regreen.patch.yaml import insert_key

    path = ("jobs", job.id_node.text)
    values = {name: "${{ secrets." + name + " }}" for name in names if name not in job.env}
    try:
        if job.at("env") is None:
            return insert_key(workflow.source, path, "env", values, after="runs-on") if values else []
        return [
            edit
            for name, value in values.items()
            for edit in insert_key(workflow.source, (*path, "env"), name, value)
        ]
    except PatchError:
        return []


def _renamed(source: Source, found: list[re.Match[str]]) -> Iterator[Edit]:
    for match in found:
        yield Edit(Span(source.path, match.start(), match.start("name") - 1), "secrets", "env")


def variables_by_value(workflow: Workflow, span: Span) -> list[Edit]:
    """Of a job's condition that names variables of the workflow: their values, where they are written out."""
    for job in workflow.jobs:
        node = job.at("if")
        if node is None or not _within(span, node):
            continue
        edits: list[Edit] = []
        for match in _VARIABLE.finditer(workflow.source.text, node.span.start, node.span.end):
            value = workflow.env.get(match["name"], "${{")
            if "${{" in value or "\n" in value.strip():
                return []
            written = "'" + value.strip().replace("'", "''") + "'"
            edits.append(Edit(Span(workflow.path, match.start(), match.end()), match[0], written))
        return edits
    return []


def _within(span: Span, node: Node) -> bool:
    return node.span.start <= span.start < node.span.end
