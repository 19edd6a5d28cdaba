"""A step asks make or npm for a task that the project does not define.

## Why
The target or script was renamed or removed, was never written, or the step runs in another folder than the one whose
Makefile or package.json has it.

## Fix
Use a name that there is, define the task, or set `working-directory:`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.workflow.scripts import PlacedStep

_SHOWN = 6


def undefined(steps: tuple[PlacedStep, ...], tree: Tree) -> Matches:
    """One match for each task of a file that is asked for in vain."""
    from regreen.project.paths.calls import placed_calls
    from regreen.project.paths.tasks import UndefinedTask, undefined_tasks
    from regreen.workflow.near import nearest

    groups: dict[tuple[str, str], list[UndefinedTask]] = {}
    for task in undefined_tasks(placed_calls(steps), tree):
        groups.setdefault((task.defined.path, task.name), []).append(task)
    for (path, name), members in groups.items():
        first = members[0]
        near = nearest(name, first.known)
        there = f"did you mean {near}?" if near else f"there are {', '.join(first.known[:_SHOWN]) or 'none'}"
        places = [item.call.place_of(item.word) for item in members]
        yield Match(
            places=(*dict.fromkeys(places), first.defined),
            data={"path": path, "task": name, "near": near or ""},
            severity=Severity.ERROR if any(item.call.certain for item in members) else Severity.WARNING,
            title=f"{path} defines no {'target' if first.tool == 'make' else 'script'} {name}; {there}",
            count=len(members),
        )


def renamed(match: Match, steps: tuple[PlacedStep, ...], tree: Tree) -> Iterable[Edit]:
    """The name that differs by a slip."""
    from regreen.project.paths.calls import placed_calls
    from regreen.project.paths.tasks import undefined_tasks

    near = match.data["near"]
    for task in undefined_tasks(placed_calls(steps), tree) if near else ():
        span = task.call.span_of(task.word)
        mine = (task.defined.path, task.name) == (match.data["path"], match.data["task"])
        if mine and task.call.placed.source.text[span.start : span.end] == task.name and task.name != "test":
            yield Edit(span, task.name, near)


RULE = Rule(
    id="task-undefined",
    category=Category.WORKFLOW_CONFIG,
    title="{path} does not define {task}",
    find=undefined,
    key=("path", "task"),
    explains=("npm-script-undefined", "script-missing"),
    fixers=(
        Fixer("Write the name of the task that there is", Safety.UNSAFE, renamed),
        Fixer("Define {task} in {path}, or ask for what it has", Safety.ADVICE),
    ),
)
