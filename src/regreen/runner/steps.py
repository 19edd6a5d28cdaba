"""One step after the other: environment, condition, time limit, and what the end of each means for the job.

Order of evaluation follows actions/runner (Worker/StepsRunner.cs); outcome and conclusion ADR 0274.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from regreen.model.errors import InputError
from regreen.model.execution import StepRun
from regreen.model.run import Outcome
from regreen.runner.evaluation import boolean, contexts_of, file_functions, functions_of, number, texts
from regreen.runner.isolation.installs import last_install
from regreen.runner.scripts import run_script, script_of
from regreen.runner.state import ActionFailed, Call, JobState, Scope, Unsupported
from regreen.runner.uses import run_uses
from regreen.workflow.actions import parse_uses
from regreen.workflow.definitions import Step
from regreen.workflow.expr import ExpressionError, Function, Value, evaluate_condition, interpolate


class _Ended(Struct):
    """What became of a step."""

    outcome: Outcome
    outputs: dict[str, str] = field(default_factory=dict)
    exit_code: int | None = None
    unsupported: str = ""


class _Prepared(Struct):
    """A step with everything that is evaluated before it runs."""

    step: Step
    title: str
    env: dict[str, str]
    local_env: dict[str, str]
    contexts: dict[str, Value]
    functions: dict[str, Function]
    deadline: float | None = None
    minutes: float | None = None


def run_steps(steps: Sequence[Step], state: JobState, scope: Scope) -> None:
    """Run steps in order; their outputs and status are in the scope afterwards."""
    last = last_install(steps) if scope.depth == 0 else len(steps)
    for place, step in enumerate(steps):
        if place > last and state.isolation is not None and state.isolation.installed():
            state.log.write("[isolation] everything is installed: the steps that follow have no network")
        if state.overdue() and not state.interrupted:
            state.timed_out = state.interrupted = True
        state.stopped()
        run_step(step, state, scope)


def run_step(step: Step, state: JobState, scope: Scope) -> None:
    """Run one step, if its condition holds."""
    started = time.monotonic()
    name = _unique_name(step, scope)
    scope.github["action"] = step.id or name
    prepared, ended = _prepared(step, state, scope)
    before = {**state.env, "PATH": state.path}
    if scope.depth == 0:
        state.step = state.masks.hidden(prepared.title)
    if ended is None:
        ended = _executed(prepared, state, scope)
    state.matchers.clear()
    conclusion = _conclusion(step, ended, prepared, state)
    if step.id:
        scope.steps[step.id] = {
            "outputs": ended.outputs,
            "outcome": ended.outcome.value,
            "conclusion": conclusion.value,
        }
    _judge(conclusion, state, scope)
    if ended.unsupported and conclusion is Outcome.FAILURE and not state.unsupported:
        state.unsupported = f"{prepared.title}: {ended.unsupported}"
    if scope.depth == 0:
        seconds = time.monotonic() - started
        state.steps.append(
            StepRun(
                state.masks.hidden(prepared.title),
                ended.outcome,
                conclusion,
                seconds,
                ended.exit_code,
                ended.unsupported,
                time.time() - seconds,
                seen=tuple(sorted(prepared.env)),
                sets=_changed(before, {**state.env, "PATH": state.path}),
            )
        )


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """The names of variables that are new or have another value."""
    return tuple(sorted(name for name, value in after.items() if before.get(name) != value))


def _prepared(step: Step, state: JobState, scope: Scope) -> tuple[_Prepared, _Ended | None]:
    """The step, and how it ended where it is not to be run."""
    base = {**state.env, **scope.env}
    contexts = contexts_of(state, scope, base)
    functions = file_functions(state)
    prepared = _Prepared(step, step.title, base, dict(scope.env), contexts, functions)
    try:
        own = texts(step.env, contexts, functions)
        prepared.env, prepared.local_env = {**base, **own}, {**scope.env, **own}
        prepared.contexts = contexts_of(state, scope, prepared.env)
        if not evaluate_condition(
            step.if_ or "", _conditional(prepared.contexts), functions_of(state, scope)
        ):
            return prepared, _Ended(Outcome.SKIPPED)
        prepared.title = interpolate(step.title, prepared.contexts, functions)
        prepared.minutes = number(step.timeout_minutes, prepared.contexts, functions)
    except ExpressionError as error:
        return prepared, _invalid(error, step, state)
    deadlines = [scope.deadline] if scope.deadline is not None else []
    if prepared.minutes:
        deadlines.append(time.monotonic() + prepared.minutes * 60)
    prepared.deadline = min(deadlines, default=None)
    return prepared, None


def _conditional(contexts: Mapping[str, Value]) -> Mapping[str, Value]:
    """A condition sees no secrets."""
    return {name: value for name, value in contexts.items() if name != "secrets"}


def _invalid(error: ExpressionError, step: Step, state: JobState) -> _Ended:
    state.log.group(f"Run {step.title.removeprefix('Run ')}")
    state.log.end_group()
    line = state.workflow.source.position(min(step.span.start, len(state.workflow.source.text)))[0]
    state.log.error(f"The template is not valid. {state.workflow.path} (Line: {line}): {error.message}")
    return _Ended(Outcome.FAILURE)


def _executed(prepared: _Prepared, state: JobState, scope: Scope) -> _Ended:
    try:
        ended = _run(prepared, state, scope)
    except ExpressionError as error:
        return _invalid(error, prepared.step, state)
    except Unsupported as reason:
        state.log.write(f"[not run] {reason}")
        return _Ended(Outcome.FAILURE, unsupported=str(reason))
    except (ActionFailed, InputError) as error:
        state.log.error(str(error))
        return _Ended(Outcome.FAILURE)
    if ended.outcome is Outcome.TIMED_OUT and prepared.minutes:
        state.log.error(f"The action '{prepared.title}' has timed out after {prepared.minutes:g} minutes.")
        ended.outcome = Outcome.FAILURE
    return ended


def _run(prepared: _Prepared, state: JobState, scope: Scope) -> _Ended:
    step = prepared.step
    if step.run is not None:
        script = script_of(step, state, scope, prepared.contexts, prepared.functions)
        done = run_script(
            script,
            title=prepared.title,
            env=prepared.env,
            contexts=prepared.contexts,
            state=state,
            scope=scope,
            deadline=prepared.deadline,
        )
        return _Ended(done.outcome, done.outputs, done.exit.code)
    call = Call(
        step=step,
        uses=parse_uses(step.uses),
        title=prepared.title,
        inputs={
            name.lower(): value
            for name, value in texts(step.with_, prepared.contexts, prepared.functions).items()
        },
        env=prepared.env,
        state=state,
        scope=scope,
        contexts=prepared.contexts,
        functions=prepared.functions,
        deadline=prepared.deadline,
        local_env=prepared.local_env,
    )
    outcome = run_uses(call, run_steps)
    return _Ended(outcome, call.outputs, call.exit_code)


def _conclusion(step: Step, ended: _Ended, prepared: _Prepared, state: JobState) -> Outcome:
    if ended.outcome is not Outcome.FAILURE:
        return ended.outcome
    try:
        forgiven = boolean(step.continue_on_error, prepared.contexts, prepared.functions)
    except ExpressionError as error:
        state.log.error(error.message)
        forgiven = False
    return Outcome.SUCCESS if forgiven else Outcome.FAILURE


def _judge(conclusion: Outcome, state: JobState, scope: Scope) -> None:
    """What a step's end means for the others: only its conclusion counts."""
    if conclusion in (Outcome.SUCCESS, Outcome.SKIPPED):
        return
    if scope.outcome is not Outcome.CANCELLED:
        scope.outcome = conclusion
    if scope.depth == 0 and state.outcome is not Outcome.CANCELLED:
        state.outcome = conclusion


def _unique_name(step: Step, scope: Scope) -> str:
    """What GitHub calls a step without an id: `__run`, `__run_2`, `__actions_checkout`."""
    uses = parse_uses(step.uses)
    base = "__" + ("run" if not step.uses else uses.name.replace("/", "_") or "self")
    name, count = base, 1
    while name in scope.names:
        count += 1
        name = f"{base}_{count}"
    scope.names.add(name)
    return name
