"""GitHub takes the workflow, but not as it reads.

## Why
A condition that is always true (`if: ${{ a }} && b` is a text, and a text is true), an empty list, a filter that
nothing can match, an anchor that nobody uses, a label that no runner of GitHub has: the run starts and does
something else than the file seems to say.

## Fix
Say what is meant: the message names the place and, where there is one, the word that was probably meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._problems import problem_match

if TYPE_CHECKING:
    from regreen.workflow.definitions import Workflow
    from regreen.workflow.problems import Problem

Problems = tuple[tuple["Workflow", "Problem"], ...]
_ELSEWHERE = frozenset({"retired-runner", "retiring-runner"})  # the images' own rule


def doubts(workflow_problems: Problems) -> Matches:
    """One match for each doubt, with every place of the file where it comes up."""
    groups: dict[tuple[str, str], list[Match]] = {}
    for workflow, problem in _warnings(workflow_problems):
        match = problem_match(workflow.source, problem)
        match = replace(match, places=(*match.places, *_outputs(workflow, problem)))
        groups.setdefault((workflow.path, problem.message), []).append(match)
    for members in groups.values():
        places = tuple(dict.fromkeys(place for match in members for place in match.places))
        yield replace(members[0], places=places, count=len(members))


def _outputs(workflow: Workflow, problem: Problem) -> tuple[FileEvidence, ...]:
    """Where the outputs are declared, one of which a problem misses."""
    from regreen.project.place import at

    text = workflow.source.text
    line = text[text.rfind("\n", 0, problem.span.start) + 1 : problem.span.end]
    named = re.findall(r"\bneeds\.([\w-]+)\.outputs\b", line)
    job = workflow.job(named[-1]) if named else None
    if job is None:
        return ()
    key = job.key("outputs")
    return (at(workflow.source, (key or job.id_node).span.start),)


def _warnings(workflow_problems: Problems) -> Iterator[tuple[Workflow, Problem]]:
    for workflow, problem in workflow_problems:
        if problem.severity is Severity.WARNING and problem.id not in _ELSEWHERE:
            yield workflow, problem


def corrected(match: Match, workflow_problems: Problems) -> Iterable[Edit]:
    """The one correction that there is."""
    for workflow, problem in _warnings(workflow_problems):
        mine = workflow.path == match.data["path"] and problem.message == match.data["reason"]
        if problem.replacement and mine:
            yield problem.replacement


def waiting(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The job whose outputs are asked for among those that the job needs."""
    from regreen.rules._needs import awaited

    for workflow in workflows if match.data["reason"].lower().startswith("there is no '") else ():
        name = match.data["reason"].split("'")[1]
        lines = {place.line for place in match.places if place.path == workflow.path}
        for job in workflow.jobs if workflow.path == match.data["path"] else ():
            first, last = (workflow.source.position(at)[0] for at in (job.span.start, job.span.end))
            asked = any(
                first <= line <= last and f"needs.{name}." in workflow.source.line(line) for line in lines
            )
            if asked:
                yield from awaited(workflow, job, name)


RULE = Rule(
    id="workflow-file-doubtful",
    category=Category.WORKFLOW_CONFIG,
    title="{reason}",
    find=doubts,
    key=("path", "reason"),
    severity=Severity.WARNING,
    fixers=(
        Fixer("Write what is probably meant", Safety.UNSAFE, corrected),
        Fixer("Wait for the job whose outputs are asked for", Safety.UNSAFE, waiting),
    ),
)
