"""A job or step calls a workflow or action of the repository with what that does not take.

## Why
A reusable workflow is refused, and with it the whole caller, where an input or secret is unknown, required and not
given, or of another type, or where it has no `workflow_call` trigger. An action of the repository only warns of an
unknown input, and finds a required one empty.

## Fix
Give what the called file declares; both places are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from regreen.model.text import Source
from regreen.rule import Category, Match, Matches, Rule
from regreen.rules._problems import problem_match

if TYPE_CHECKING:
    from regreen.workflow.definitions import Action, Workflow
    from regreen.workflow.problems import Problem
    from regreen.workflow.scripts import PlacedStep


def mismatches(
    workflows: tuple[Workflow, ...], actions: tuple[Action, ...], steps: tuple[PlacedStep, ...]
) -> Matches:
    """One match for each thing that does not fit."""
    from regreen.workflow.actions import UsesKind, parse_uses
    from regreen.workflow.validate import check_action_call, check_workflow_call

    known = {workflow.path: workflow for workflow in workflows}
    for workflow in workflows:
        for job in workflow.jobs:
            called = known.get(job.uses.removeprefix("./")) if job.uses.startswith("./") else None
            if called is not None and called.jobs:
                yield from _matches(workflow.source, called, check_workflow_call(job, called))
    folders = {action.path.rpartition("/")[0]: action for action in actions}
    for placed in steps:
        found = parse_uses(placed.step.uses) if placed.step.uses else None
        if found and found.kind is UsesKind.LOCAL:
            action = folders.get(found.path.removeprefix("./").rstrip("/"))
            if action is not None and action.using:
                yield from _matches(placed.source, action, check_action_call(placed.step, action))


def _matches(source: Source, called: Workflow | Action, found: Iterator[Problem]) -> Iterator[Match]:
    from regreen.project.place import at
    from regreen.workflow.definitions import Workflow

    for problem in found:
        match = problem_match(source, problem)
        declared = called.event("workflow_call") if isinstance(called, Workflow) else None
        node = declared.name_node if declared else called.at("inputs") or called.at("name")
        there = (at(called.source, node.span.start),) if node else ()
        yield replace(match, places=(*match.places, *there))


RULE = Rule(
    id="called-file-mismatch",
    category=Category.WORKFLOW_SYNTAX,
    title="{reason}",
    find=mismatches,
    key=("path", "reason"),
)
