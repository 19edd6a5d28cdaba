"""Annotations: what steps ask to be attached to files, by commands or by lines that a matcher knows."""

from __future__ import annotations

from pathlib import Path

from regreen.model.run import Annotation
from regreen.runner.commands import Command
from regreen.runner.matchers import MatcherError, Problem, number, parse_matchers
from regreen.runner.state import JobState

LIMIT = 10_000  # annotations of one job that are kept
_FILE_LIMIT = 1 << 20  # bytes of a file of matchers


def from_command(state: JobState, command: Command) -> None:
    """`::error file=a.py,line=3,col=4,title=t::message`, and the same for `warning` and `notice`."""
    get = command.properties.get
    _keep(
        state,
        Annotation(
            command.name,
            command.data,
            title=get("title", ""),
            path=_located(state, get("file", ""), ""),
            line=number(get("line", "")),
            column=number(get("col", "")),
        ),
    )


def from_problem(state: JobState, problem: Problem) -> None:
    """What a matcher found."""
    path = _located(state, problem.path, problem.base)
    _keep(
        state,
        Annotation(
            problem.level,
            problem.message,
            path=path,
            line=problem.line,
            column=problem.column,
            code=problem.code,
            owner=problem.owner,
        ),
    )


def add_matchers(state: JobState, name: str) -> str:
    """Take the matchers of a file; what is wrong with it, else nothing."""
    path = state.workspace.checkout / name.strip()
    try:
        with path.open("rb") as file:
            data = file.read(_FILE_LIMIT)
        for matcher in parse_matchers(data.decode("utf-8", "replace")):
            state.matchers.add(matcher)
    except OSError as error:
        return f"{name}: {error.strerror}"
    except MatcherError as error:
        return f"{name}: {error}"
    return ""


def remove_matchers(state: JobState, command: Command) -> str:
    """Drop those of an owner, or those that a file names; what is wrong, else nothing."""
    owner = command.properties.get("owner", "")
    if owner:
        state.matchers.remove(owner)
        return (
            ""
            if not command.data
            else "Either specify an owner name or a file path in ##[remove-matcher] command"
        )
    path = state.workspace.checkout / command.data.strip()
    try:
        for matcher in parse_matchers(path.read_text("utf-8", "replace")):
            state.matchers.remove(matcher.owner)
    except (OSError, MatcherError) as error:
        return f"{command.data}: {error}"
    return ""


def _keep(state: JobState, annotation: Annotation) -> None:
    if len(state.annotations) < LIMIT:
        hidden = state.masks.hidden
        state.annotations.append(
            Annotation(
                annotation.level,
                hidden(annotation.message),
                state.name,
                hidden(annotation.title),
                hidden(annotation.path),
                annotation.line,
                annotation.column,
                annotation.code,
                state.step,
                annotation.owner,
            )
        )


def _located(state: JobState, name: str, base: str) -> str:
    """A path in the checkout, relative to it; a file that is not there is not named (as the runner does)."""
    if not name or "\0" in name:
        return ""
    root = state.workspace.checkout
    folder = (root / base).parent if base else root
    try:
        path = Path(folder, name).resolve()
        return path.relative_to(root.resolve()).as_posix() if path.is_file() else ""
    except (OSError, ValueError, RuntimeError):
        return ""
