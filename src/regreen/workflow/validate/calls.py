"""Callers against what they call, where the called file is at hand: inputs and secrets that do not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from regreen.model.finding import Severity
from regreen.model.text import Span
from regreen.workflow.definitions import Action, Input, Job, Step, Workflow
from regreen.workflow.expr.template import OPEN
from regreen.workflow.near import nearest
from regreen.workflow.nodes import Entry, Mapping, Node, Scalar
from regreen.workflow.problems import Problem


def check_workflow_call(job: Job, called: Workflow) -> Iterator[Problem]:
    """Problems of a job that calls a reusable workflow, given that workflow."""
    uses = job.at("uses")
    at = uses.span if uses else job.id_node.span
    event = called.event("workflow_call")
    if event is None:
        message = f"'{called.path}' cannot be called: it has no 'workflow_call' trigger"
        yield Problem("not-callable", message, at)
        return
    given = _entries(job.at("with"))
    yield from _unknown(given, [one.name for one in event.inputs], "input", called.path)
    yield from _missing(given, event.inputs, at)
    yield from _types(given, event.inputs)
    if job.inherits_secrets:
        return
    secrets = _entries(job.at("secrets"))
    yield from _unknown(secrets, [one.name for one in event.secrets], "secret", called.path)
    names = {entry.key.text.lower() for entry in secrets}
    for secret in event.secrets:
        if secret.required and secret.name.lower() not in names:
            message = f"the secret '{secret.name}' is required, but not given"
            yield Problem("missing-secret", message, at)


def check_action_call(step: Step, called: Action) -> Iterator[Problem]:
    """Problems of a step that uses an action, given that action; GitHub only warns of them."""
    uses = step.at("uses")
    given = _entries(step.at("with"))
    known = [one.name for one in called.inputs]
    if called.using == "docker":
        known += ["args", "entrypoint"]
    yield from _unknown(given, known, "input", called.path, Severity.WARNING)
    if uses is not None:
        yield from _missing(given, called.inputs, uses.span, Severity.WARNING)


def _entries(node: Node | None) -> Sequence[Entry]:
    return node.entries if isinstance(node, Mapping) else ()


def _unknown(
    given: Sequence[Entry], known: Sequence[str], what: str, path: str, severity: Severity = Severity.ERROR
) -> Iterator[Problem]:
    folded = {name.lower() for name in known}
    for entry in given:
        name = entry.key.text
        if name.lower() in folded or OPEN in name or name == "<<":
            continue
        near = nearest(name, known)
        hint = f"; did you mean '{near}'?" if near else f"; it takes {', '.join(known) or 'none'}"
        yield Problem(f"unknown-{what}", f"'{path}' has no {what} '{name}'{hint}", entry.key.span, severity)


def _missing(
    given: Sequence[Entry], inputs: Iterable[Input], at: Span, severity: Severity = Severity.ERROR
) -> Iterator[Problem]:
    names = {entry.key.text.lower() for entry in given}
    for one in inputs:
        if one.required and one.default is None and one.name.lower() not in names:
            yield Problem("missing-input", f"the input '{one.name}' is required, but not given", at, severity)


def _types(given: Sequence[Entry], inputs: Iterable[Input]) -> Iterator[Problem]:
    kinds = {one.name.lower(): one.type for one in inputs}
    for entry in given:
        kind, value = kinds.get(entry.key.text.lower()), entry.value
        if not isinstance(value, Scalar) or OPEN in value.text or kind not in ("boolean", "number"):
            continue
        if value.kind != kind:
            message = f"the input '{entry.key.text}' must be a {kind}, not the {value.kind} '{value.text}'"
            yield Problem("wrong-type", message, value.span)
