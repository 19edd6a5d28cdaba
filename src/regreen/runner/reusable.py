"""What goes into a reusable workflow and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping

from regreen.workflow.definitions import Input, Job, Workflow
from regreen.workflow.expr import ExpressionError, Value, interpolate, resolve
from regreen.workflow.expr.values import to_number, to_string, truthy


def called_inputs(job: Job, called: Workflow, contexts: Mapping[str, Value]) -> dict[str, Value]:
    """The inputs context of a called workflow; raises `ExpressionError`."""
    event = called.event("workflow_call")
    given = {name.lower(): resolve(text, contexts) for name, text in job.with_.items()}
    declared = event.inputs if event else ()
    return {item.name: typed(item, given.get(item.name.lower(), item.default), contexts) for item in declared}


def typed(item: Input, value: Value, contexts: Mapping[str, Value]) -> Value:
    """A value as the type that its input declares; raises `ExpressionError`."""
    if isinstance(value, str):
        value = resolve(value, contexts)
    if item.type == "boolean":
        return value.lower() == "true" if isinstance(value, str) else truthy(value)
    if item.type == "number":
        return to_number(value)
    return to_string(value)


def called_secrets(job: Job, own: Mapping[str, str], contexts: Mapping[str, Value]) -> dict[str, str]:
    """The secrets that are passed on; raises `ExpressionError`."""
    if job.inherits_secrets:
        return dict(own)
    known = {**contexts, "secrets": dict(own)}
    return {name: interpolate(text, known) for name, text in job.secrets.items()}


def workflow_outputs(
    called: Workflow, jobs: Mapping[str, Value], contexts: Mapping[str, Value]
) -> dict[str, str]:
    """The outputs of a called workflow; one that cannot be evaluated is left out."""
    event = called.event("workflow_call")
    found: dict[str, str] = {}
    for output in event.outputs if event else ():
        try:
            found[output.name] = interpolate(output.value, {**contexts, "jobs": jobs})
        except ExpressionError:
            continue
    return found
