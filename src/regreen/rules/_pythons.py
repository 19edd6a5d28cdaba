"""Edits of the Python versions that a job runs: one taken out of its matrix, or another in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.model.text import Edit

if TYPE_CHECKING:
    from regreen.project.jobs.model import JobRun
    from regreen.workflow.definitions import Job, Workflow
    from regreen.workflow.nodes import Mapping, Node, Scalar

_RUNNER = re.compile(r"\$\{\{\s*matrix\.(?P<name>[\w-]+)\s*\}\}")


def taken_out(workflow: Workflow, job: Job, node: Scalar) -> list[Edit]:
    """A version away from the list of the matrix that holds it, with what is excluded of it, or with the combination
    that adds it; nothing where it is the only one.
    """
    from regreen.patch.yaml import delete
    from regreen.workflow.nodes import Mapping, Sequence

    matrix = job.strategy.matrix if job.strategy else None
    path = ("jobs", job.id_node.text, "strategy", "matrix")
    for name, values in matrix.items() if isinstance(matrix, Mapping) else ():
        for index, value in enumerate(values.items if isinstance(values, Sequence) else ()):
            if name != "exclude" and _holds(value, node) and isinstance(matrix, Mapping):
                try:
                    gone = [] if name == "include" else _excluded(workflow, matrix, path, name, node)
                    return [*delete(workflow.source, (*path, name, index)), *gone]
                except PatchError:
                    return []
    return []


def _excluded(
    workflow: Workflow, matrix: Mapping, path: tuple[str, ...], name: str, node: Scalar
) -> list[Edit]:
    """What the matrix excludes of a version."""
    from regreen.patch.yaml import delete
    from regreen.workflow.nodes import Mapping, Scalar, Sequence

    entries = matrix.get("exclude")
    items = entries.items if isinstance(entries, Sequence) else ()
    values = [item.get(name) if isinstance(item, Mapping) else None for item in items]
    mine = [i for i, v in enumerate(values) if isinstance(v, Scalar) and v.string == node.string]
    if mine and len(mine) == len(items):
        return delete(workflow.source, (*path, "exclude"))
    return [edit for index in mine for edit in delete(workflow.source, (*path, "exclude", index))]


def left_out(workflow: Workflow, job: Job, node: Scalar, labels: Iterable[str]) -> list[Edit]:
    """A version excluded on some of the runners that the matrix names."""
    from regreen.patch.yaml import append_item, insert_key
    from regreen.workflow.nodes import Mapping, Scalar, Sequence

    matrix = job.strategy.matrix if job.strategy else None
    runner = _RUNNER.fullmatch(job.runs_on[0]) if len(job.runs_on) == 1 else None
    if not isinstance(matrix, Mapping) or runner is None:
        return []
    name = next((n for n, v in matrix.items() if isinstance(v, Sequence) and node in v.items), "")
    known = matrix.get(runner["name"])
    written = (
        {item.string for item in known.items if isinstance(item, Scalar)}
        if isinstance(known, Sequence)
        else set()
    )
    labels = list(labels)
    value = node.value if isinstance(node.value, str | float) else node.text
    if not name or name in ("include", "exclude") or not written.issuperset(labels):
        return []
    entries = [{runner["name"]: label, name: value} for label in labels]
    path = ("jobs", job.id_node.text, "strategy", "matrix")
    try:
        if matrix.get("exclude") is None:
            return insert_key(workflow.source, path, "exclude", entries)
        return [edit for entry in entries for edit in append_item(workflow.source, (*path, "exclude"), entry)]
    except PatchError:
        return []


def _holds(value: Node, node: Scalar) -> bool:
    from regreen.workflow.nodes import scalars

    return any(scalar.span == node.span for scalar in scalars(value))


def changed(workflow: Workflow, node: Scalar, version: str) -> list[Edit]:
    """Another version where one is written out; the edit keeps its quotes, and gives them to a number."""
    from regreen.patch.yaml import replace_scalar

    try:
        return replace_scalar(workflow.source, node.span, version)
    except PatchError:
        return []


def replaced(run: JobRun, version: str) -> list[Edit]:
    """The job's Python away from its matrix; where that is not possible, another version in its place (none where it
    is empty).
    """
    from regreen.project.jobs.python_places import python_nodes

    node = next(iter(python_nodes(run)), None)
    if node is None:
        return []
    return taken_out(run.workflow, run.job, node) or (changed(run.workflow, node, version) if version else [])


def closest(wanted: str, python: str) -> str:
    """The version of a range that is closest to one outside of it; empty where the range has none that is known."""
    from regreen.project.jobs.versions import python_fits
    from regreen.workflow.schema.pythons import RELEASED

    own = tuple(map(int, python.split(".")[:2]))
    fitting = [v for v in sorted(RELEASED) if v[0] == 3 and python_fits(wanted, f"{v[0]}.{v[1]}")]
    above = [version for version in fitting if version > own]
    chosen = above[0] if above else fitting[-1] if fitting else None
    return f"{chosen[0]}.{chosen[1]}" if chosen is not None else ""
