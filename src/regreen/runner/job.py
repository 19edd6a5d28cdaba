"""One leg of a job: set-up, services, steps, post-steps, clean-up, and its log."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Mapping

from msgspec import Struct

from regreen import __version__
from regreen.model.execution import JobRun, StepRun, SubstitutionKind
from regreen.model.run import Outcome
from regreen.runner import proc
from regreen.runner.contexts import Secrets
from regreen.runner.evaluation import boolean, contexts_of, file_functions, functions_of, number, texts
from regreen.runner.image import provide
from regreen.runner.services.start import Services
from regreen.runner.state import ActionFailed, JobState, Scope, Unsupported
from regreen.runner.steps import run_steps
from regreen.workflow.expr import ExpressionError, Value, evaluate_condition
from regreen.workflow.expr.values import to_string

DEFAULT_MINUTES = 360.0
"""How long a job may take where it does not say so (GitHub Docs, `timeout-minutes`)."""


class Ended(Struct, frozen=True):
    """What is known once the steps are through."""

    outcome: Outcome
    reason: str = ""


def run_job(state: JobState) -> JobRun:
    """Run one leg from its first line to its last."""
    started = time.monotonic()
    scope = Scope(inputs=_inputs(state))
    outputs: dict[str, str] = {}
    cannot = ""
    services = Services(state)
    try:
        _set_up(state, scope)
        services.start(contexts_of(state, scope, state.env))
        run_steps(state.job.steps, state, scope)
    except Unsupported as reason:
        cannot = str(reason)
        state.outcome = Outcome.FAILURE
        state.log.write(f"[not run] {reason}")
    except ActionFailed as error:
        state.outcome = Outcome.FAILURE
        state.log.error(str(error))
    except ExpressionError as error:
        state.outcome = Outcome.FAILURE
        state.log.error(f"The template is not valid. {state.workflow.path}: {error.message}")
    finally:
        _post_steps(state, scope)
        if not cannot:
            outputs = _outputs(state, scope)
        services.stop()
        _clean_up(state)
    ended = _outcome(state)
    return JobRun(
        id=state.job.id,
        name=state.name,
        outcome=ended.outcome,
        steps=tuple(state.steps),
        seconds=time.monotonic() - started,
        log=state.log.close(),
        outputs=outputs,
        reason=ended.reason,
        cannot_run=cannot or state.unsupported,
        tolerated=ended.outcome is Outcome.FAILURE and _tolerated(state, scope),
        substitutions=tuple(state.substitutions),
        missing_tools=tuple(state.missing_tools),
        summary="".join(state.summary),
        empty_secrets=_empty(state),
        annotations=tuple(state.annotations),
        services=tuple(state.services),
        folder=state.workspace.root,
        hidden=state.masks.hidden,
    )


def _inputs(state: JobState) -> Mapping[str, Value]:
    found = state.contexts.get("inputs")
    return found if isinstance(found, Mapping) else {}


def _empty(state: JobState) -> tuple[str, ...]:
    secrets = state.contexts.get("secrets")
    return tuple(secrets.empty) if isinstance(secrets, Secrets) else ()


def _set_up(state: JobState, scope: Scope) -> None:
    log = state.log
    log.write(f"Current runner version: 'regreen {__version__}'")
    log.group("Operating System")
    log.write(f"{platform.system()} {platform.release()}")
    log.end_group()
    if state.job.container is not None and state.job.container.image:
        used = "this machine, without a container"
        state.substitute(SubstitutionKind.RUNNER, f"container {state.job.container.image}", used)
        state.machine.update(texts(state.job.container.env, contexts_of(state, scope, {}), {}))
    provide(state)
    log.write(f"Complete job name: {state.name}")
    contexts = contexts_of(state, scope, {})
    functions = file_functions(state)
    state.env.update(texts(state.workflow.env, contexts, functions))
    contexts = contexts_of(state, scope, state.env)
    state.env.update(texts(state.job.env, contexts, functions))
    minutes = number(state.job.timeout_minutes, contexts, functions)
    state.deadline = time.monotonic() + (DEFAULT_MINUTES if minutes is None else minutes) * 60


def _post_steps(state: JobState, scope: Scope) -> None:
    """Post-steps, the last one first; a failing one turns the job red and stops none of the others."""
    while state.posts:
        post = state.posts.pop()
        own = post.scope or scope
        started = time.monotonic()
        functions = functions_of(state, Scope())
        try:
            wanted = evaluate_condition(post.condition, contexts_of(state, own, state.env), functions)
        except ExpressionError as error:
            state.log.error(error.message)
            wanted = False
        if not wanted:
            continue
        before = state.outcome
        state.log.write("Post job cleanup.")
        post.act()
        failed = before is Outcome.SUCCESS and state.outcome is not before
        outcome = Outcome.FAILURE if failed else Outcome.SUCCESS
        seconds = time.monotonic() - started
        state.steps.append(StepRun(post.name, outcome, outcome, seconds, started=time.time() - seconds))


def _outputs(state: JobState, scope: Scope) -> dict[str, str]:
    if not state.job.outputs:
        return {}
    contexts = contexts_of(state, scope, state.env)
    state.log.write("Evaluate and set job outputs")
    found: dict[str, str] = {}
    for name, text in state.job.outputs.items():
        try:
            value = texts({name: text}, contexts, file_functions(state))[name]
        except ExpressionError as error:
            state.log.error(f"Fail to evaluate output '{name}': {error.message}")
            state.outcome = Outcome.FAILURE
            continue
        if value and value != state.masks.hidden(value):
            state.log.warning(f"Skip output '{name}' since it may contain secret.")
        elif value:
            found[name] = value
            state.log.write(f"Set output '{name}'")
    return found


def _clean_up(state: JobState) -> None:
    """End what steps left running in the background."""
    state.log.write("Cleaning up orphan processes")
    left = proc.tracked(state.machine[proc.TRACKING])
    if state.orphans is not None:
        left += [pid for pid in state.orphans.left() if pid not in left]
    for pid in left:
        one = proc.process(pid)
        if one is not None:
            state.log.write(
                f"Terminate orphan process: pid ({pid}) ({one.shown.split(' ')[0].rpartition('/')[2]})"
            )
    proc.end(left)
    if state.orphans is not None:
        state.orphans.look()


def _outcome(state: JobState) -> Ended:
    minutes = to_string(state.job.timeout_minutes) if state.job.timeout_minutes is not None else "360"
    if state.timed_out:
        return Ended(Outcome.TIMED_OUT, f"the job took longer than {minutes} minutes")
    if state.interrupted:
        return Ended(Outcome.CANCELLED, "it was interrupted")
    return Ended(state.outcome)


def _tolerated(state: JobState, scope: Scope) -> bool:
    try:
        return boolean(state.job.continue_on_error, contexts_of(state, scope, state.env), {})
    except ExpressionError:
        return False


def write_event(state: JobState) -> str:
    """The file with the payload of the event (GITHUB_EVENT_PATH)."""
    github = state.contexts["github"]
    assert isinstance(github, Mapping)
    folder = state.workspace.temp / "_github_workflow"
    folder.mkdir(exist_ok=True)
    file = folder / "event.json"
    file.write_text(json.dumps(github.get("event"), indent=2), "utf-8")
    return str(file)
