"""One program of a step: its environment, its files for the runner, and what they said afterwards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from regreen.model.execution import ToolMissing
from regreen.model.run import Outcome
from regreen.runner import watch
from regreen.runner.contexts import variables
from regreen.runner.filecommands import (
    BLOCKED,
    SUMMARY_LIMIT,
    CommandFiles,
    FileCommandError,
    parse_pairs,
    parse_paths,
    read_file,
)
from regreen.runner.flood import Flood
from regreen.runner.guard import Guard
from regreen.runner.output import StepOutput
from regreen.runner.process import End, Exit, Limits, run_process
from regreen.runner.sample import Watch
from regreen.runner.state import JobState, Scope
from regreen.workflow.expr import Value

_CLOSING = 20  # lines of a flood among which the tests' closing one is looked for
_NOT_FOUND = re.compile(r"(?:^|[:\s])(?:line \d+: |\d+: )?([\w.+-]{1,60}): (?:command )?not found\s*$")


class Launched(Struct):
    """How the program ended and what it said to the runner."""

    outcome: Outcome
    exit: Exit
    outputs: dict[str, str] = field(default_factory=dict)
    saved: dict[str, str] = field(default_factory=dict)


def launch(
    command: Sequence[str],
    *,
    title: str,
    cwd: Path,
    env: Mapping[str, str],
    contexts: Mapping[str, Value],
    state: JobState,
    scope: Scope,
    deadline: float | None,
) -> Launched:
    """Run a program as a part of a step; errors are in the log. `env` are the step's own variables."""
    files = CommandFiles.create(state.workspace.commands, state.unique())
    process_env = environment(state, env, contexts, files)
    output = StepOutput(state, process_env, {})
    guard = _guard(state)
    flood = Flood(state.settings.bounds.output, output.line, state.log.write)

    def on_line(text: str) -> None:
        guard.heard(text)
        flood.line(text)

    def in_bulk(lines: Sequence[str]) -> bool:
        taken = flood.bulk(lines)
        for text in lines[-_CLOSING:] if taken else ():
            guard.heard(text)
        return taken

    try:
        exit_ = run_process(
            state.box.wrapped(command) if state.box else command,
            cwd=cwd,
            env=process_env,
            on_line=on_line,
            in_bulk=in_bulk,
            limits=_limits(state, guard, deadline),
        )
    except OSError as error:
        state.log.error(
            f"An error occurred trying to start process '{command[0]}' with working directory '{cwd}'."
            f" {error.strerror}"
        )
        return Launched(Outcome.FAILURE, Exit(1))
    flood.close()
    guard.close()
    result = Launched(_outcome(exit_, guard.text, state, deadline), exit_, output.outputs, output.saved)
    _missing_tool(exit_, output.tail, title, state)
    if not _take_files(files, result, state) or output.failed:
        result.outcome = Outcome.FAILURE if result.outcome is Outcome.SUCCESS else result.outcome
    return result


def environment(
    state: JobState, env: Mapping[str, str], contexts: Mapping[str, Value], files: CommandFiles
) -> dict[str, str]:
    """All variables of a process: the machine's, the step's, and last those nobody can change."""
    github, runner = contexts["github"], contexts["runner"]
    assert isinstance(github, Mapping) and isinstance(runner, Mapping)
    path = env.get("PATH") or state.machine["PATH"]
    found = {**state.machine, **env, **variables(github, runner), **files.variables}
    found["PATH"] = ":".join([*reversed(state.prepended), path])
    if state.settings.watch:
        folder = str(_watch(state).folder)
        known = [one for one in found.get("PYTHONPATH", "").split(":") if one and one != folder]
        found["PYTHONPATH"] = ":".join([folder, *known])
    return {name: value for name, value in found.items() if name and "\0" not in value and "=" not in name}


def _watch(state: JobState) -> Watch:
    return Watch.create(state.workspace.temp / "_watch")


def _guard(state: JobState) -> Guard:
    seen = _watch(state) if state.settings.watch else None
    return Guard(state.settings.bounds, state.log, seen, state.workspace.checkout, state.orphans)


def _limits(state: JobState, guard: Guard, deadline: float | None) -> Limits:
    deadlines = [at for at in (deadline, state.deadline) if at is not None]
    return Limits(
        deadline=min(deadlines, default=None),
        on_overdue=guard.evidence,
        guard=guard,
        cancelled=state.stopped,
    )


def _outcome(exit_: Exit, culprit: str, state: JobState, deadline: float | None) -> Outcome:
    """What the end of a program means for its step; the log says it in the runner's words."""
    log = state.log
    if exit_.end is End.EXITED:
        if exit_.code:
            log.error(f"Process completed with exit code {exit_.code}.")
        return Outcome.FAILURE if exit_.code else Outcome.SUCCESS
    if exit_.stop is not None:
        log.error(exit_.stop.reason + (f": {exit_.stop.culprit}" if exit_.stop.culprit else ""))
        log.error(f"Process completed with exit code {exit_.code or 1}.")
        return Outcome.FAILURE
    if culprit:
        log.write(f"{watch.MARK} {culprit}")
    if exit_.end is End.TIMED_OUT and (
        state.deadline is None or (deadline is not None and deadline <= state.deadline)
    ):
        return Outcome.TIMED_OUT
    if exit_.end is End.TIMED_OUT:
        state.timed_out = state.interrupted = True
    log.error("The operation was canceled.")
    return Outcome.CANCELLED


def _missing_tool(exit_: Exit, tail: Sequence[str], title: str, state: JobState) -> None:
    """A shell gives 127 when it does not know a command."""
    if exit_.code != 127:
        return
    for line in reversed(tail):
        if match := _NOT_FOUND.search(line):
            state.missing_tools.append(ToolMissing(match[1], title))
            return


def _take_files(files: CommandFiles, result: Launched, state: JobState) -> bool:
    """Carry out what the files say; False when one of them is not in the format."""
    good = _take_env(files.env, state)
    good = _take_pairs(files.output, "output", result.outputs, state) and good
    good = _take_pairs(files.state, "state", result.saved, state) and good
    for folder in parse_paths(read_file(files.path)):
        if folder in state.prepended:
            state.prepended.remove(folder)
        state.prepended.append(folder)
    return _take_summary(files.summary, state) and good


def _take_env(path: Path, state: JobState) -> bool:
    pairs: dict[str, str] = {}
    good = _take_pairs(path, "env", pairs, state)
    for name, value in pairs.items():
        if name.upper() in BLOCKED:
            state.log.error(f"Can't store {name} output parameter using '$GITHUB_ENV' command.")
            good = False
        else:
            state.env[name] = value
    return good


def _take_pairs(path: Path, kind: str, into: dict[str, str], state: JobState) -> bool:
    try:
        into.update(parse_pairs(read_file(path)))
    except FileCommandError as error:
        state.log.error(f"Unable to process file command '{kind}' successfully.")
        state.log.error(str(error))
        return False
    return True


def _take_summary(path: Path, state: JobState) -> bool:
    try:
        size = path.stat().st_size
    except OSError:
        return True
    if size > SUMMARY_LIMIT:
        state.log.error(
            f"$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of {SUMMARY_LIMIT // 1024}k,"
            f" got {size // 1024}k. For more information see: https://docs.github.com/actions/using-workflows/"
            "workflow-commands-for-github-actions#adding-a-markdown-summary"
        )
        return True
    if size:
        state.summary.append(state.masks.hidden(read_file(path)))
    return True
