"""Contexts and functions as a step sees them, and the texts it gives evaluated with them."""

from __future__ import annotations

from collections.abc import Mapping

from regreen.model.run import Outcome
from regreen.runner.hashfiles import hash_files
from regreen.runner.state import JobState, Scope
from regreen.workflow.expr import Function, Value, interpolate, resolve
from regreen.workflow.expr.values import to_number, truthy


def contexts_of(state: JobState, scope: Scope, env: Mapping[str, str]) -> dict[str, Value]:
    """The contexts of a step whose variables are `env`."""
    github = state.contexts["github"]
    job = state.contexts["job"]
    return {
        **state.contexts,
        "github": {**github, **scope.github} if isinstance(github, Mapping) else github,
        "job": {**job, "status": state.outcome.value} if isinstance(job, Mapping) else job,
        "steps": scope.steps,
        "inputs": scope.inputs,
        "env": dict(env),
    }


def functions_of(state: JobState, scope: Scope) -> dict[str, Function]:
    """The functions of a step; in a composite action the status is that of the action."""
    composite = scope.depth > 0
    stopped = state.interrupted

    def outcome() -> Outcome:
        return scope.outcome if composite else state.outcome

    return {
        "success": lambda _: not stopped and outcome() is Outcome.SUCCESS,
        "failure": lambda _: not stopped and outcome() is Outcome.FAILURE,
        "cancelled": lambda _: stopped,
        "always": lambda _: True,
        "hashfiles": lambda arguments: hash_files(arguments, state.workspace.checkout),
    }


def file_functions(state: JobState) -> dict[str, Function]:
    """The functions that everything but a condition may call."""
    return {"hashfiles": lambda arguments: hash_files(arguments, state.workspace.checkout)}


def texts(
    pairs: Mapping[str, str], contexts: Mapping[str, Value], functions: Mapping[str, Function]
) -> dict[str, str]:
    """The values with their expressions evaluated; raises `ExpressionError`."""
    return {name: interpolate(text, contexts, functions) for name, text in pairs.items()}


def boolean(
    given: bool | str | None,
    contexts: Mapping[str, Value],
    functions: Mapping[str, Function],
    default: bool = False,
) -> bool:
    """A flag that may be an expression; raises `ExpressionError`."""
    if isinstance(given, str):
        value = resolve(given, contexts, functions)
        return value.lower() == "true" if isinstance(value, str) else truthy(value)
    return default if given is None else given


def number(
    given: float | str | None, contexts: Mapping[str, Value], functions: Mapping[str, Function]
) -> float | None:
    """A number that may be an expression; None where there is none. Raises `ExpressionError`."""
    if isinstance(given, str):
        value = to_number(resolve(given, contexts, functions))
        return value if value == value else None
    return given
