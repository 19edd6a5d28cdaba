"""Actions written in JavaScript, where node is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from regreen.model.execution import SubstitutionKind
from regreen.model.run import Outcome
from regreen.runner.launch import launch
from regreen.runner.state import Call, Post, Unsupported
from regreen.workflow.definitions import Action
from regreen.workflow.nodes import lookup
from regreen.workflow.read import text


def run_node(call: Call, action: Action, folder: Path) -> Outcome:
    """Run `main` (and `pre` before it, where the action is no local one), and put `post` on the list."""
    state = call.state
    node = shutil.which("node", path=state.path)
    if node is None:
        raise Unsupported("it is written in JavaScript, and node is not installed")
    wanted = action.using.removeprefix("node")
    major = _major(node)
    if wanted != major:
        state.substitute(SubstitutionKind.TOOL, f"node {wanted} for {call.step.uses}", f"node {major}")
    env = {**call.env, **input_variables(call)}
    saved: dict[str, str] = {}
    outcome = Outcome.SUCCESS
    if action.pre and not call.step.uses.startswith("."):
        outcome = _program(call, node, folder / action.pre, env, saved)
    if outcome is not Outcome.SUCCESS:
        return outcome
    outcome = _program(call, node, folder / action.main, env, saved)
    if action.post:
        condition = text(lookup(action.node, "runs"), "post-if") or "always()"
        state.posts.append(
            Post(
                f"Post {call.title}",
                lambda: _post(call, node, folder / action.post, env, saved),
                condition,
                call.scope,
            )
        )
    return outcome


def input_variables(call: Call) -> dict[str, str]:
    """INPUT_… as actions read them."""
    return {f"INPUT_{name.replace(' ', '_').upper()}": value for name, value in call.inputs.items()}


def _program(call: Call, node: str, script: Path, env: dict[str, str], saved: dict[str, str]) -> Outcome:
    if not script.is_file():
        call.state.log.error(f"File not found: '{script}'")
        return Outcome.FAILURE
    done = launch(
        [node, str(script)],
        title=call.title,
        cwd=call.state.workspace.checkout,
        env={**env, **{f"STATE_{name}": value for name, value in saved.items()}},
        contexts=call.contexts,
        state=call.state,
        scope=call.scope,
        deadline=call.deadline,
    )
    call.outputs.update(done.outputs)
    saved.update(done.saved)
    call.exit_code = done.exit.code
    return done.outcome


def _post(call: Call, node: str, script: Path, env: dict[str, str], saved: dict[str, str]) -> None:
    if _program(call, node, script, env, saved) is not Outcome.SUCCESS:
        call.state.outcome = Outcome.FAILURE


@cache
def _major(node: str) -> str:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=30)
    found = re.match(r"v(\d+)", done.stdout)
    return found[1] if found else "?"
