"""`run:` steps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from regreen.model.run import Outcome
from regreen.runner.launch import Launched, launch
from regreen.runner.process import Exit
from regreen.runner.shells import Shell, ShellError, find_shell
from regreen.runner.state import JobState, Scope
from regreen.workflow.definitions import Step
from regreen.workflow.expr import Function, Value, interpolate

_SCRIPT, _PLAIN = "\x1b[36;1m", "\x1b[0m"


class Script(Struct, frozen=True):
    """A script that is ready to run."""

    text: str
    shell: str
    folder: str


def script_of(
    step: Step,
    state: JobState,
    scope: Scope,
    contexts: Mapping[str, Value],
    functions: Mapping[str, Function],
) -> Script:
    """The script of a step, its expressions evaluated; defaults do not reach into composite actions.

    Raises `ExpressionError`.
    """
    shell, folder = step.shell, step.working_directory
    if scope.depth == 0:
        for defaults in (state.job.defaults, state.workflow.defaults):
            if defaults is not None:
                shell = shell or defaults.shell
                folder = folder or defaults.working_directory
        shell = shell or ("sh" if state.job.container is not None and state.job.container.image else "")
    text = interpolate(step.run or "", contexts, functions)
    return Script(text, interpolate(shell, contexts, functions), interpolate(folder, contexts, functions))


def run_script(
    script: Script,
    *,
    title: str,
    env: Mapping[str, str],
    contexts: Mapping[str, Value],
    state: JobState,
    scope: Scope,
    deadline: float | None,
) -> Launched:
    """Write the script to a file and run it; the log gets its echo first."""
    path = ":".join([*reversed(state.prepended), env.get("PATH") or state.machine["PATH"]])
    try:
        if scope.depth and not script.shell:
            raise ShellError("Required property is missing: shell")
        shell = find_shell(script.shell, path)
    except ShellError as error:
        _echo(script, None, env, state)
        state.log.error(str(error))
        return Launched(Outcome.FAILURE, Exit(127))
    _echo(script, shell, env, state)
    file = state.workspace.temp / f"script-{state.unique()}{shell.extension}"
    file.write_text(shell.script(script.text), "utf-8", "surrogateescape", newline="")
    return launch(
        shell.command(str(file)),
        title=title,
        cwd=Path(state.workspace.checkout, script.folder),
        env=env,
        contexts=contexts,
        state=state,
        scope=scope,
        deadline=deadline,
    )


def _echo(script: Script, shell: Shell | None, env: Mapping[str, str], state: JobState) -> None:
    lines = script.text.replace("\r\n", "\n").rstrip("\n").split("\n")
    state.log.group(f"Run {next((line for line in lines if line.strip()), '').strip()}")
    for line in lines:
        state.log.write(f"{_SCRIPT}{line}{_PLAIN}")
    if shell is not None:
        state.log.write(f"shell: {shell.shown}")
    echo_env(env, state)
    state.log.end_group()


def echo_env(env: Mapping[str, str], state: JobState) -> None:
    """The variables that workflow, job and step set, as a part of a step's header."""
    if env:
        state.log.write("env:")
    for name, value in env.items():
        state.log.write(f"  {name}: {value}")
