"""The workflow uses an action or reusable workflow that does not exist or may not be read.

## Why
The repository was renamed, deleted or is private, the tag does not exist, or the path is misspelled.

## Fix
Check owner, name and tag on the page of the action. A local action needs a checkout before it and an
action.yml that is committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, FileEvidence, Match, Matches, Rule, Said, Severity

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Job, Workflow
    from regreen.workflow.scripts import PlacedStep

_FILES = ("action.yml", "action.yaml", "Dockerfile", "dockerfile")


def absent(workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...], tree: Tree) -> Matches:
    """One match for each action and reusable workflow of the repository that it does not have, or not yet."""
    from regreen.project.place import at
    from regreen.workflow.actions import UsesKind, parse_uses
    from regreen.workflow.expr.template import OPEN

    if not tree.tracked:
        return
    for workflow in workflows:
        for job in workflow.jobs:
            if job.uses.startswith(("./", "$/")) and OPEN not in job.uses and job.uses[2:] not in tree:
                node = job.at("uses")
                place = at(workflow.source, node.span.start if node else job.span.start)
                yield _match(
                    place, job.uses, f"The reusable workflow {job.uses} is not in the repository", True
                )
    for placed in steps:
        uses = parse_uses(placed.step.uses)
        if uses.kind in (UsesKind.LOCAL, UsesKind.SELF) and OPEN not in uses.path:
            yield from _local(placed, uses.path, tree)


def _local(placed: PlacedStep, path: str, tree: Tree) -> Iterator[Match]:
    from regreen.project.place import at

    folder = path.removeprefix("./").strip("/")
    node, job = placed.step.at("uses"), placed.job
    place = at(placed.source, node.span.start if node else placed.step.span.start)
    there = folder.startswith("..") or any(f"{folder}/{name}".lstrip("/") in tree for name in _FILES)
    self_reference = placed.step.uses.startswith("$/")
    before = _before(placed, job) if job is not None and not self_reference else "own"
    if before == "unknown" or (not there and job is None):
        return
    if not there:
        near = tree.is_dir(folder)
        why = "has no action.yml" if near else "is not in the repository"
        yield _match(place, placed.step.uses, f"The action {placed.step.uses} {why}", not placed.step.if_)
    elif before == "none":
        title = f"The action {placed.step.uses} is used before anything checks the repository out"
        yield _match(place, placed.step.uses, title, not placed.step.if_)


def _match(place: FileEvidence, uses: str, title: str, sure: bool) -> Match:
    severity = Severity.ERROR if sure else Severity.WARNING
    return Match(places=(place,), data={"action": uses}, title=title, severity=severity)


def _before(placed: PlacedStep, job: Job) -> str:
    """What lies in the workspace before a step: `own` repository, `unknown` things, or `none`."""
    found = "none"
    for step in job.steps[: placed.step.index]:
        if step.uses.lower().startswith("actions/checkout@"):
            plain = not step.with_.keys() & {"repository", "path", "ref", "sparse-checkout"}
            found = "own" if plain and found == "none" else "unknown" if not plain else found
        elif (
            "checkout" in step.uses
            or "download-artifact" in step.uses
            or (
                step.run
                and any(word in step.run for word in ("git ", "mkdir", "cp ", "ln ", "mv ", "tar ", "curl"))
            )
        ):
            return "unknown"
    return found


RULE = Rule(
    id="action-not-found",
    category=Category.WORKFLOW_CONFIG,
    title="The action {action} cannot be found",
    log=(
        Said(
            r"""Unable to resolve action [`'\"]?(?P<action>[^`'\",\s]+)[`'\"]?(?:, (?P<reason>[\w ]+))?""",
            "Unable to resolve action",
        ),
        Said(
            r"Can't find 'action\.yml', 'action\.yaml' or 'Dockerfile' (?:under|for action) '(?P<action>[^']+)'",
            "Can't find 'action.yml'",
        ),
        Said(r"An action could not be found at the URI '(?P<action>[^']+)'", "action could not be found"),
        Said(r"(?P<action>\S+\.ya?ml\S*)[^\n]{0,40}workflow was not found", "workflow was not found"),
    ),
    find=absent,
    key=("action",),
)
