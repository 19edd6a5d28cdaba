"""Runner labels and shells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from regreen.model.finding import Severity
from regreen.model.text import Edit
from regreen.workflow.definitions import Defaults, Job, Part, Workflow, strings
from regreen.workflow.expr.template import OPEN
from regreen.workflow.matrix import values_of
from regreen.workflow.near import nearest
from regreen.workflow.nodes import Mapping, Scalar
from regreen.workflow.problems import Problem
from regreen.workflow.schema.runners import HOSTED, RETIRED, SELF_HOSTED, SHELLS, THIRD_PARTY, System

_GROUP_OWNERS = ("org", "organization", "ent", "enterprise")


def check_runners(workflow: Workflow, today: date) -> Iterator[Problem]:
    """Problems of `runs-on` and `shell`."""
    yield from _shell(workflow.defaults, None)
    for job in workflow.jobs:
        yield from _group(job)
        labels = _label_nodes(job)
        for label in (value for group in labels for value in group):
            yield from _label(label, labels, today)
        yield from _conflicts(labels)
        system = _system(labels)
        yield from _shell(job.defaults, system)
        for step in job.steps:
            yield from _shell(step, system)


def _group(job: Job) -> Iterator[Problem]:
    """A runner group that is named together with whose it is must say so in GitHub's words."""
    node = job.at("runs-on", "group")
    if not isinstance(node, Scalar) or OPEN in node.text or "/" not in node.string:
        return
    owner, _, name = node.string.partition("/")
    if owner not in _GROUP_OWNERS or not name or "/" in name:
        message = (
            f"'{node.string}' is no runner group: it is 'name', 'organization/name' or 'enterprise/name'"
        )
        yield Problem("unknown-value", message, node.span)


def _label_nodes(job: Job) -> Sequence[Sequence[Scalar]]:
    """The labels of `runs-on`, each with the values it may have in a matrix."""
    runs_on = job.at("runs-on")
    if isinstance(runs_on, Mapping):
        runs_on = runs_on.get("labels")
    return [values_of(job, label.text) if OPEN in label.text else [label] for label in strings(runs_on)]


def _label(label: Scalar, labels: Sequence[Sequence[Scalar]], today: date) -> Iterator[Problem]:
    name = label.string.lower()
    retirement = RETIRED.get(name)
    own = any(value.string.lower() == "self-hosted" for group in labels for value in group)
    if not name or own or name.startswith(THIRD_PARTY):
        return
    if retirement and retirement.gone <= today:
        message = f"the runner image '{label.string}' is gone since {retirement.gone}: the job never starts"
        edit = _edit(label, retirement.successor)
        yield Problem("retired-runner", message, label.span, Severity.ERROR, edit)
    elif retirement and (retirement.announced is None or retirement.announced <= today):
        message = f"the runner image '{label.string}' goes away on {retirement.gone}"
        yield Problem("retiring-runner", message, label.span, Severity.WARNING)
    elif name not in HOSTED and name not in SELF_HOSTED and not retirement:
        near = nearest(name, HOSTED) if "-" in name else None
        hint = f"did you mean '{near}'?" if near else "it starts only where a runner of your own has it"
        message = f"GitHub has no runner labelled '{label.string}'; {hint}"
        edit = _edit(label, near) if near and not label.quoted else None
        yield Problem("unknown-runner", message, label.span, Severity.WARNING, edit)


def _edit(label: Scalar, new: str) -> Edit | None:
    # Only what stands in the file as it reads can be replaced without looking at the file.
    verbatim = not label.quoted and len(label.text.split()) == 1
    return Edit(label.span, label.text, new) if verbatim else None


def _conflicts(labels: Sequence[Sequence[Scalar]]) -> Iterator[Problem]:
    """Labels of one list that no runner can have together."""
    if len(labels) < 2:
        return
    first: tuple[Scalar, System] | None = None
    for group in labels:
        for label in group:
            system = _system_of(label.string)
            if system and first and first[1] != system:
                message = f"no runner is both '{first[0].string}' and '{label.string}'"
                related = (first[0].span,)
                yield Problem("conflicting-runners", message, label.span, Severity.WARNING, None, related)
        if first is None and len(group) == 1 and (system := _system_of(group[0].string)):
            first = group[0], system


def _system_of(name: str) -> System | None:
    return HOSTED.get(name.lower()) or SELF_HOSTED.get(name.lower())


def _system(labels: Sequence[Sequence[Scalar]]) -> System | None:
    """The one system a job runs on; None when there are several or nobody knows."""
    found = {_system_of(value.string) for group in labels for value in group}
    known = found - {None}
    return next(iter(known)) if len(known) == 1 and (None not in found or len(labels) > 1) else None


def _shell(part: Defaults | Part | None, system: System | None) -> Iterator[Problem]:
    shell = part.at("shell") if part else None
    if not isinstance(shell, Scalar) or not shell.string or "{0}" in shell.text or OPEN in shell.text:
        return
    name = shell.string.lower().strip()
    systems = SHELLS.get(name)
    if systems is None:
        near = nearest(name, SHELLS)
        hint = f"did you mean '{near}'?" if near else "one of your own needs '{0}' for the script's file"
        message = f"'{shell.string}' is no shell GitHub knows; {hint}"
        yield Problem("unknown-shell", message, shell.span)
    elif system and system not in systems:
        message = f"the shell '{shell.string}' does not exist on {system}"
        yield Problem("shell-not-available", message, shell.span)
