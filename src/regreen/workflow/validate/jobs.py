"""Jobs and steps: ids, needs, what they use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from regreen.model.finding import Severity
from regreen.model.text import Span
from regreen.workflow.definitions import Job, Step, Workflow, strings
from regreen.workflow.near import nearest
from regreen.workflow.needs import needs_graph
from regreen.workflow.nodes import Mapping, Scalar, Sequence, lookup
from regreen.workflow.problems import Problem
from regreen.workflow.validate.events import check_pattern_of
from regreen.workflow.validate.matrix import check_matrix
from regreen.workflow.validate.references import check_job_uses, check_step_uses

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LONGEST_ID = 100
_STEP_KINDS = ("run", "uses", "wait", "wait-all", "cancel", "parallel")


def check_jobs(workflow: Workflow) -> Iterator[Problem]:
    """Problems of ids, `needs` and `uses` in a workflow."""
    jobs = workflow.at("jobs")
    if isinstance(jobs, Mapping) and not jobs.entries:
        yield Problem("no-jobs", "a workflow needs at least one job", jobs.span)
    for job in workflow.jobs:
        yield from _id(job.id_node, "job")
        yield from check_steps(job.steps, job.at("steps"))
        if isinstance(uses := job.at("uses"), Scalar):
            yield from check_job_uses(uses)
        yield from check_matrix(job)
        yield from check_pattern_of(workflow.source, job.at("snapshot", "version"))
    yield from _needs(workflow)


def check_steps(steps: tuple[Step, ...], node: object) -> Iterator[Problem]:
    """Problems of the steps of a job or composite action."""
    seen: dict[str, Scalar] = {}
    for item in node.items if isinstance(node, Sequence) else ():
        if isinstance(item, Mapping) and not any(item.entry(kind) for kind in _STEP_KINDS):
            at = item.entries[0].key.span if item.entries else item.span
            yield Problem("missing-key", "a step needs 'run' or 'uses'", at)
    for step in steps:
        step_id, uses = step.at("id"), step.at("uses")
        if isinstance(step_id, Scalar) and step_id.string:
            yield from _id(step_id, "step")
            first = seen.setdefault(step_id.string.lower(), step_id)
            if first is not step_id and first.span != step_id.span:
                message = f"the step id '{step_id.string}' is already used in this job"
                yield Problem("duplicate-id", message, step_id.span, related=(first.span,))
        if isinstance(uses, Scalar):
            yield from check_step_uses(uses)
        yield from _wait_all(step)


def _id(node: Scalar, what: str) -> Iterator[Problem]:
    text = node.string
    if "${{" in text:
        return
    if not _ID.fullmatch(text):
        message = f"'{text}' is no {what} id: letters, digits, '-' and '_' only, a letter or '_' first"
        yield Problem("invalid-id", message, node.span)
    elif text.startswith("__"):
        yield Problem("invalid-id", f"the {what} id '{text}': ids starting with '__' are reserved", node.span)
    elif len(text) >= _LONGEST_ID:
        yield Problem("invalid-id", f"the {what} id is longer than {_LONGEST_ID - 1} characters", node.span)


def _wait_all(step: Step) -> Iterator[Problem]:
    node = step.at("wait-all")
    if isinstance(node, Scalar) and node.value is False:
        yield Problem("unknown-value", "'wait-all' must be true, or stand alone", node.span)


def _needs(workflow: Workflow) -> Iterator[Problem]:
    graph = needs_graph(workflow.jobs)
    ids = [job.id for job in workflow.jobs]
    for missing in graph.missing:
        name = missing.node.string
        near = nearest(name, ids)
        hint = f"; did you mean '{near}'?" if near else ""
        message = f"the job '{missing.job.id}' needs the job '{name}', which does not exist{hint}"
        at = missing.job.id_node.span
        yield Problem("unknown-need", message, missing.node.span, related=(at,))
    for cycle in graph.cycles:
        jobs = [job for job in map(workflow.job, cycle) if job is not None]
        message = f"the jobs wait for each other: {' -> '.join([*cycle, cycle[0]])}"
        related = tuple(map(_need_span, jobs, [*cycle[1:], cycle[0]]))
        yield Problem("needs-cycle", message, jobs[0].id_node.span, related=related)
    yield from _repeated_needs(workflow)


def _need_span(job: Job, wanted: str) -> Span:
    names = strings(job.at("needs"))
    return next((n.span for n in names if n.string.lower() == wanted.lower()), job.id_node.span)


def _repeated_needs(workflow: Workflow) -> Iterator[Problem]:
    for job in workflow.jobs:
        seen: set[str] = set()
        for node in strings(lookup(job.node, "needs")):
            if node.string.lower() in seen:
                message = f"'{node.string}' is there twice in 'needs' of '{job.id}'"
                yield Problem("duplicate-need", message, node.span, Severity.WARNING)
            seen.add(node.string.lower())
