"""What the contexts of one workflow hold: ids of steps, needs, matrix keys, inputs, secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from regreen.workflow.definitions import Action, Input, Job, Step, Workflow
from regreen.workflow.expr.check import TypeCheck
from regreen.workflow.expr.condition import condition_expression
from regreen.workflow.expr.errors import ExpressionError
from regreen.workflow.expr.parse import parse
from regreen.workflow.expr.template import OPEN as MARK
from regreen.workflow.expr.types import ANY, BOOLEAN, NUMBER, OPEN, STRING, TEXTS, Array, Object, Type, union
from regreen.workflow.nodes import Mapping as MappingNode
from regreen.workflow.nodes import Node, Scalar
from regreen.workflow.nodes import Sequence as SequenceNode
from regreen.workflow.schema import contexts as fixed
from regreen.workflow.validate.sites import Path

_INPUT_TYPES: Mapping[str, Type] = {"boolean": BOOLEAN, "number": NUMBER}


class WorkflowContexts:
    """The types of the contexts at each place of a workflow."""

    def __init__(self, workflow: Workflow) -> None:
        self._workflow = workflow
        self._common = {
            "github": fixed.github(_event(workflow)),
            "env": TEXTS,
            "vars": TEXTS,
            "secrets": _secrets(workflow),
            "runner": fixed.RUNNER,
            "job": fixed.JOB,
            "strategy": fixed.STRATEGY,
            "inputs": _inputs(workflow),
        }
        self._jobs: dict[str, dict[str, Type]] = {}

    def at(self, path: Path) -> Mapping[str, Type]:
        """The contexts at a path."""
        if path[:3] == ("on", "workflow_call", "inputs"):
            return {**self._common, "inputs": self._inputs_before(str(path[3]))}
        if path[:2] == ("on", "workflow_call"):
            return {
                **self._common,
                "jobs": Object({j.id.lower(): _job_result(j) for j in self._workflow.jobs}),
            }
        if len(path) < 2 or path[0] != "jobs":
            return self._common
        job = self._workflow.job(str(path[1]))
        if job is None:
            return self._common
        position = path[3] if len(path) > 3 and path[2] == "steps" else None
        steps = job.steps if position is None else [s for s in job.steps if s.index < int(position)]
        return {**self._of_job(job), "steps": steps_type(steps)}

    def _inputs_before(self, name: str) -> Type:
        """The inputs that the default of an input can use: those declared before it."""
        call = self._workflow.event("workflow_call")
        declared = call.inputs if call else ()
        names = [one.name for one in declared]
        return Object(_input_types(declared[: names.index(name)] if name in names else declared))

    def _of_job(self, job: Job) -> Mapping[str, Type]:
        known = self._jobs.get(job.id)
        if known is None:
            needed = [self._workflow.job(name) for name in job.needs if MARK not in name]
            matrix = job.strategy.matrix if job.strategy else None
            known = {
                **self._common,
                "needs": Object({need.id.lower(): _job_result(need) for need in needed if need}),
                "matrix": Object() if matrix is None else matrix_type(matrix),
            }
            self._jobs[job.id] = known
        return known


def action_contexts(action: Action, path: Path) -> Mapping[str, Type]:
    """The contexts at a path of an action file."""
    steps: Sequence[Step] = action.steps
    if path[:2] == ("runs", "steps") and len(path) > 2:
        steps = [step for step in steps if step.index < int(path[2])]
    return {
        "github": fixed.github(),
        "env": TEXTS,
        "runner": fixed.RUNNER,
        "job": fixed.JOB,
        "strategy": fixed.STRATEGY,
        "matrix": OPEN,
        "inputs": Object({one.name.lower(): STRING for one in action.inputs}),
        "steps": steps_type(steps),
    }


def steps_type(steps: Iterable[Step]) -> Object:
    """The `steps` context once these steps have run."""
    return Object({step.id.lower(): fixed.STEP for step in steps if step.id})


def _job_result(job: Job) -> Object:
    return Object({"outputs": _outputs(job), "result": STRING})


def _outputs(job: Job) -> Object:
    # The outputs of a called workflow stand in another file.
    return TEXTS if job.uses else Object({name.lower(): STRING for name in job.outputs})


def _event(workflow: Workflow) -> Type:
    dispatch = workflow.event("workflow_dispatch")
    if dispatch is None:
        return OPEN
    inputs = Object({one.name.lower(): STRING for one in dispatch.inputs})
    return Object({"inputs": inputs}, other=ANY)


def _inputs(workflow: Workflow) -> Type:
    declared = [
        _input_types(event.inputs)
        for event in workflow.on
        if event.name in ("workflow_dispatch", "workflow_call")
    ]
    return union([Object(types) for types in declared]) if declared else Object()


def _input_types(inputs: Iterable[Input]) -> Mapping[str, Type]:
    return {one.name.lower(): _INPUT_TYPES.get(one.type, STRING) for one in inputs}


def _secrets(workflow: Workflow) -> Type:
    call = workflow.event("workflow_call")
    # A caller that passes `secrets: inherit` gives more than is declared; only what is declared is sure.
    if call is None or len(workflow.on) > 1 or not call.secrets:
        return TEXTS
    names = [secret.name.lower() for secret in call.secrets]
    return Object(dict.fromkeys([*names, *fixed.BUILT_IN_SECRETS], STRING))


def matrix_type(node: Node) -> Type:
    """The `matrix` context of a matrix that may hold expressions."""
    if not isinstance(node, MappingNode):
        return OPEN
    members: dict[str, list[Type]] = {}
    for entry in node.entries:
        name = entry.key.text.lower()
        if MARK in name or name == "<<":
            return OPEN
        if name == "include":
            if not isinstance(entry.value, SequenceNode):
                return OPEN
            for item in entry.value.items:
                if not isinstance(item, MappingNode):
                    return OPEN
                for inner in item.entries:
                    members.setdefault(inner.key.text.lower(), []).append(node_type(inner.value))
        elif name != "exclude":
            row = entry.value.items if isinstance(entry.value, SequenceNode) else ()
            members.setdefault(name, []).extend([node_type(item) for item in row] or [ANY])
    return Object({name: union(kinds) for name, kinds in members.items()})


def node_type(node: Node) -> Type:
    """The type of a literal value; ANY where it depends on an expression."""
    if isinstance(node, MappingNode):
        if any(MARK in entry.key.text or entry.key.text == "<<" for entry in node.entries):
            return OPEN
        return Object({entry.key.text.lower(): node_type(entry.value) for entry in node.entries})
    if isinstance(node, Scalar):
        if MARK in node.text:
            return _expression_type(node.text)
        if node.value is None:
            return ANY
        return {"boolean": BOOLEAN, "number": NUMBER}.get(node.kind, STRING)
    return Array(union(node_type(item) for item in node.items))


def _expression_type(text: str) -> Type:
    """The type of a text that is one expression, as far as it can be told without contexts."""
    expression = condition_expression(text)
    try:
        tree = parse(expression) if expression is not None else None
    except ExpressionError:
        return ANY
    return TypeCheck({}).infer(tree) if tree else ANY
