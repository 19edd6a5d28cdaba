"""`uses:` steps: which action is meant, where it lies, and how it is run."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from regreen.model.run import Outcome
from regreen.model.text import Source
from regreen.runner.actions import native
from regreen.runner.checkout import git
from regreen.runner.composite import run_composite
from regreen.runner.evaluation import file_functions
from regreen.runner.node import run_node
from regreen.runner.scripts import echo_env
from regreen.runner.state import ActionFailed, Call, RunsSteps, Unsupported
from regreen.workflow.actions import UsesKind, load_action
from regreen.workflow.definitions import Action
from regreen.workflow.expr import Value, interpolate

_NAMES = ("action.yml", "action.yaml")
_FETCH_TIMEOUT = 60  # seconds


def run_uses(call: Call, run_steps: RunsSteps) -> Outcome:
    """Run the action of a step. Raises `Unsupported`, `ActionFailed` and `ExpressionError`."""
    _echo(call)
    uses = call.uses
    if uses.kind is UsesKind.INVALID:
        raise ActionFailed(f"Invalid reference to an action: '{call.step.uses}'")
    if uses.kind is UsesKind.DOCKER:
        raise Unsupported("it runs in a container, and there is no Docker here")
    if uses.kind is UsesKind.REPOSITORY:
        name = f"{uses.name}/{uses.path}".rstrip("/")
        if (own := native(name)) is not None:
            return own(call)
    folder = _folder(call)
    action = _load(folder, call.step.uses)
    call.inputs = {**_defaults(action, call), **call.inputs}
    if action.using == "composite":
        return run_composite(call, action, folder, run_steps)
    if action.using.startswith("node"):
        return run_node(call, action, folder)
    if action.using == "docker":
        raise Unsupported("it runs in a container, and there is no Docker here")
    raise ActionFailed(
        f"'using: {action.using}' is not supported, use 'docker', 'node20', 'node24' or 'composite'"
    )


def _echo(call: Call) -> None:
    log = call.state.log
    log.group(f"Run {call.step.uses}")
    if call.inputs:
        log.write("with:")
    for name, value in call.inputs.items():
        log.write(f"  {name}: {value}")
    echo_env(call.env, call.state)
    log.end_group()


def _defaults(action: Action, call: Call) -> dict[str, str]:
    functions = file_functions(call.state)
    contexts: Mapping[str, Value] = call.contexts
    return {
        item.name.lower(): interpolate(item.default, contexts, functions)
        for item in action.inputs
        if item.default is not None
    }


def _load(folder: Path, uses: str) -> Action:
    for name in _NAMES:
        file = folder / name
        if file.is_file():
            action = load_action(Source(f"{uses}/{name}", file.read_text("utf-8", "replace")))
            if action.problems and not action.using:
                raise ActionFailed(f"{action.path}: {action.problems[0].message}")
            return action
    if (folder / "Dockerfile").is_file():
        raise Unsupported("it runs in a container, and there is no Docker here")
    raise ActionFailed(
        f"Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '{folder}'. Did you forget to run"
        " actions/checkout before running your local action?"
    )


def _folder(call: Call) -> Path:
    uses, state = call.uses, call.state
    if uses.kind is UsesKind.LOCAL:
        return (state.workspace.checkout / uses.path).resolve()
    if uses.kind is UsesKind.SELF:
        return (state.workspace.checkout / uses.path).resolve()
    given = state.settings.actions
    if given is not None:
        for name in (f"{uses.name}@{uses.ref}", uses.name):
            if (given / name).is_dir():
                return given / name / uses.path
    return _fetched(call) / uses.path


def _fetched(call: Call) -> Path:
    """The action from its repository, where the network allows it."""
    uses, state = call.uses, call.state
    target = state.workspace.actions / uses.name / uses.ref.replace("/", "_")
    if (target / ".git").is_dir():
        return target
    if not state.settings.network:
        raise Unsupported(f"there is no equivalent of {uses.name} here, and the network is off")
    target.mkdir(parents=True, exist_ok=True)
    git(target, "init", "-q", "--template=", ".")
    words = [
        "git",
        "-C",
        str(target),
        "fetch",
        "-q",
        "--depth=1",
        f"https://github.com/{uses.name}",
        uses.ref,
    ]
    try:
        done = subprocess.run(
            words, env=state.machine, capture_output=True, timeout=_FETCH_TIMEOUT, check=False
        )
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] if done.returncode else []
        failed = bool(done.returncode)
    except (OSError, subprocess.TimeoutExpired):
        failed, reason = True, ["no answer"]
    if failed:
        raise Unsupported(
            f"there is no equivalent of {uses.name} here, and it could not be fetched"
            f" ({reason[0] if reason else 'git failed'})"
        )
    git(target, "checkout", "-q", "FETCH_HEAD")
    return target
