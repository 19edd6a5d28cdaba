"""An `action.yml` of the repository cannot be used as it is.

## Why
The YAML does not parse, `runs:` lacks what its kind needs (every `run:` of a composite action needs a `shell:`), or
an expression uses a context that actions do not have (`secrets`). The step that uses the action fails.

## Fix
Mend the line that the message names. Secrets go into an action as inputs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety
from regreen.rules._problems import problem_match

if TYPE_CHECKING:
    from regreen.workflow.definitions import Action
    from regreen.workflow.problems import Problem


def problems(actions: tuple[Action, ...]) -> Matches:
    """One match for each problem."""
    return (problem_match(action.source, problem) for action, problem in _all(actions))


def _all(actions: tuple[Action, ...]) -> Iterator[tuple[Action, Problem]]:
    from regreen.workflow.validate import validate_action

    for action in actions:
        yield from ((action, problem) for problem in validate_action(action))


def corrected(match: Match, actions: tuple[Action, ...]) -> Iterable[Edit]:
    """The one correction that there is."""
    for action, problem in _all(actions):
        if problem.replacement and problem_match(action.source, problem).places == match.places:
            yield problem.replacement


RULE = Rule(
    id="action-file-invalid",
    category=Category.WORKFLOW_SYNTAX,
    title="{path}: {reason}",
    find=problems,
    key=("path", "reason"),
    fixers=(Fixer("Write the word that GitHub knows", Safety.SAFE, corrected),),
)
