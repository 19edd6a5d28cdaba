"""Where a job gives an environment variable its value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.project.jobs.model import Call, JobRun
from regreen.project.place import at
from regreen.workflow.definitions import Job, Step, Workflow
from regreen.workflow.expr.template import OPEN
from regreen.workflow.nodes import Scalar


class Given(Struct, frozen=True):
    """A value that a workflow, a job or a step gives a variable. `node` is None where a script sets it."""

    name: str
    value: str
    place: FileEvidence
    node: Scalar | None = None
    step: Step | None = None


def given(workflow: Workflow, job: Job) -> Iterator[Given]:
    """All values below the `env:` of the steps, of the job and of the workflow, the nearest first."""
    holders: list[tuple[Workflow | Job | Step, Step | None]] = [(step, step) for step in job.steps]
    for holder, step in (*holders, (job, None), (workflow, None)):
        for name, value in holder.env.items():
            node = holder.at("env", name)
            if isinstance(node, Scalar):
                yield Given(name, value, at(workflow.source, node.span.start), node, step)


def value_of(run: JobRun, call: Call, name: str, *, any_case: bool = False) -> Given | None:
    """What a call sees in a variable; None where it is not set, or only the run tells."""
    wanted = name.lower() if any_case else name
    for key, value in call.variables.items():
        if (key.lower() if any_case else key) == wanted:
            if OPEN in value or "$" in value or "`" in value:
                return None
            return _found(run, key, value)
    return None


def _found(run: JobRun, name: str, value: str) -> Given | None:
    for item in given(run.workflow, run.job):
        if item.name == name and item.value == value:
            return item
    written = re.compile(rf"\b{re.escape(name)}=[\"']?{re.escape(value)}")
    for step in run.job.steps:
        match = written.search(step.run or "")
        node = step.at("run")
        if match and isinstance(node, Scalar):
            text = run.workflow.source.text
            inside = written.search(text, node.span.start, node.span.end)
            offset = inside.start() if inside else node.span.start
            return Given(name, value, at(run.workflow.source, offset), None, step)
    return None
