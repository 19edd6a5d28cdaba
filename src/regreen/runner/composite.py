"""Composite actions: steps of their own, with their own inputs, status and outputs."""

from __future__ import annotations

from pathlib import Path

from regreen.model.run import Outcome
from regreen.runner.evaluation import contexts_of, file_functions
from regreen.runner.state import ActionFailed, Call, RunsSteps, Scope
from regreen.workflow.definitions import Action
from regreen.workflow.expr import interpolate

_DEEPEST = 10


def run_composite(call: Call, action: Action, folder: Path, run_steps: RunsSteps) -> Outcome:
    """Run the steps of an action; raises `ExpressionError`, and `ActionFailed` where actions call each other
    without end.
    """
    if call.scope.depth >= _DEEPEST:
        raise ActionFailed(f"Composite actions are nested too deeply: more than {_DEEPEST}")
    scope = Scope(
        inputs=dict(call.inputs),
        github={
            **call.scope.github,
            "action_path": str(folder),
            "action_repository": call.uses.name,
            "action_ref": call.uses.ref,
        },
        env=dict(call.local_env),
        folder=folder,
        depth=call.scope.depth + 1,
        deadline=call.deadline,
    )
    run_steps(action.steps, call.state, scope)
    contexts = contexts_of(call.state, scope, {**call.state.env, **scope.env})
    for output in action.outputs:
        call.outputs[output.name] = interpolate(output.value, contexts, file_functions(call.state))
    return scope.outcome
