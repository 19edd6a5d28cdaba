"""What GitHub would refuse, and what it would accept but cannot be meant.

    validate_workflow   a loaded workflow -> problems in the order of the file
    validate_action     a loaded action.yml -> the same
    check_workflow_call, check_action_call   a caller and the file it calls -> problems of the caller

An `ERROR` is refused by GitHub or fails when it is reached; a `WARNING` runs, but not as it reads.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from regreen.workflow.definitions import Action, Workflow
from regreen.workflow.nodes import Mapping
from regreen.workflow.problems import Problem
from regreen.workflow.schema.action import ACTION
from regreen.workflow.schema.workflow import WORKFLOW
from regreen.workflow.validate.calls import check_action_call, check_workflow_call
from regreen.workflow.validate.concurrency import check_concurrency
from regreen.workflow.validate.contexts import WorkflowContexts, action_contexts
from regreen.workflow.validate.events import check_events
from regreen.workflow.validate.expressions import Contexts, check_site
from regreen.workflow.validate.jobs import check_jobs, check_steps
from regreen.workflow.validate.runners import check_runners
from regreen.workflow.validate.structure import StructureCheck

__all__ = ["check_action_call", "check_workflow_call", "validate_action", "validate_workflow"]


def validate_workflow(workflow: Workflow, today: date | None = None) -> tuple[Problem, ...]:
    """The problems of a workflow file, in the order of the file; those of loading it included.

    `today` decides what is already withdrawn (None: the day it is).
    """
    if _unreadable(workflow):
        return workflow.problems
    structure = StructureCheck(workflow.source)
    structure.check(workflow.node, WORKFLOW)
    problems = [*workflow.problems, *structure.problems]
    problems += check_events(workflow.source, workflow.at("on"))
    problems += check_jobs(workflow)
    problems += check_concurrency(workflow)
    problems += check_runners(workflow, today or date.today())
    problems += _expressions(structure, workflow, WorkflowContexts(workflow).at)
    return _sorted(problems)


def validate_action(action: Action) -> tuple[Problem, ...]:
    """The problems of an action file, in the order of the file; those of loading it included."""
    if _unreadable(action):
        return action.problems
    structure = StructureCheck(action.source)
    structure.check(action.node, ACTION)
    problems = [*action.problems, *structure.problems, *check_steps(action.steps, action.at("runs", "steps"))]
    problems += _expressions(structure, action, partial(action_contexts, action))
    return _sorted(problems)


def _unreadable(file: Workflow | Action) -> bool:
    empty = isinstance(file.node, Mapping) and not file.node.entries
    return empty and bool(file.problems)


def _expressions(structure: StructureCheck, file: Workflow | Action, contexts: Contexts) -> list[Problem]:
    return [p for site in structure.sites for p in check_site(file.source, site, contexts)]


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda problem: (problem.span.start, problem.span.end)))
