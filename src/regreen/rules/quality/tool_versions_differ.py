"""The hook of pre-commit and the job run different versions of the same checker.

## Why
`rev` in `.pre-commit-config.yaml` and the version that CI installs are two figures that nobody keeps together. Formatters
change their style between releases: what the hook has just written, the job would rewrite.

## Fix
Use one version: let the job run `pre-commit run --all-files`, or pin the same version in both places and update them
together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from datetime import date

    from regreen.project.hooks import Hook
    from regreen.project.jobs.model import JobRun
    from regreen.project.style.calls import ToolCall
    from regreen.project.tree import Tree

_FIGURES = {"black": 1, "ruff": 2, "isort": 1, "flake8": 1, "mypy": 2}
"""How many figures of a version decide what a tool says."""
_HOOKS = {"black": "black", "ruff-format": "ruff", "isort": "isort", "flake8": "flake8"}


def different(job_runs: tuple[JobRun, ...], tree: Tree, today: date) -> Matches:
    """One match for each tool whose hook is of another version than what a job surely runs."""
    from regreen.project.hooks import hooks
    from regreen.project.style.calls import tool_calls

    own = {_HOOKS[hook.id]: hook for hook in hooks(tree) if hook.id in _HOOKS and hook.repository != "local"}
    told: set[str] = set()
    for call in tool_calls(tree, job_runs) if own else ():
        hook = own.get(call.tool)
        if hook is None or call.hook is not None or not call.certain or call.tool in told:
            continue
        ours, theirs = _hooked(hook), _called(call, today)
        count = _FIGURES[call.tool]
        if not ours or not theirs or ours[:count] == theirs[:count] or not _checks(call):
            continue
        told.add(call.tool)
        pinned = call.version if call.version.startswith("==") else ""
        shown = pinned.removeprefix("==").strip() or f"{theirs[0]}"
        yield Match(
            places=unique(_places(hook, call, tree)),
            data={"tool": call.tool, "hook": hook.revision, "job": shown, "pinned": pinned[2:].strip()},
            severity=Severity.WARNING,
            title=f"The hook runs {call.tool} {hook.revision}, the job {shown}",
        )


def _checks(call: ToolCall) -> bool:
    """Whether a call judges style: ruff's linter of another version seldom says anything else."""
    return call.tool != "ruff" or call.words[:1] == ("format",)


def _hooked(hook: Hook) -> tuple[int, ...]:
    from regreen.project.hook_facts import version

    return version(hook.revision)


def _called(call: ToolCall, today: date) -> tuple[int, ...]:
    """The version of a call; of black without a pin that of the day, since its style counts years."""
    from regreen.project.style.versions import version_of

    if call.version.startswith(("==", "~=")) or (call.tool == "black" and not call.version):
        return version_of(call, today)
    return ()


def _places(hook: Hook, call: ToolCall, tree: Tree) -> Iterator[FileEvidence]:
    from regreen.project.dependencies import declared_dependencies

    yield hook.revision_place or hook.place
    for item in declared_dependencies(tree):
        if item.key == call.tool:
            yield item.place
    yield call.place


def aligned(match: Match, tree: Tree) -> list[Edit]:
    """The version of the job as the revision of the hook."""
    from regreen.model.text import Span

    old, new, place = match.data["hook"], match.data["pinned"], match.places[0]
    source = tree.source(place.path)
    if source is None or not new or not new[0].isdigit() or "*" in new:
        return []
    start = source.offset(place.line)
    at = source.text.find(old, start)
    return [Edit(Span(place.path, at, at + len(old)), old, ("v" if old.startswith("v") else "") + new)]


RULE = Rule(
    id="tool-versions-differ",
    category=Category.FORMAT,
    title="The hook runs {tool} {hook}, the job {job}",
    find=different,
    key=("tool",),
    severity=Severity.WARNING,
    explains=("files-not-formatted", "source-not-formatted"),
    fixers=(
        Fixer("Let the hook run what the job runs", Safety.UNSAFE, aligned),
        Fixer("Use one version in both places", Safety.ADVICE, commands=("pre-commit autoupdate",)),
    ),
)
