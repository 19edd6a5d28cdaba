"""The workflow uses an action or reusable workflow that does not exist or may not be read.

## Why
The repository was renamed, deleted or is private, the tag does not exist, or the path is misspelled.

## Fix
Check owner, name and tag on the page of the action. A local action needs a checkout before it and an
action.yml that is committed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Said, Severity

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Job, Workflow
    from regreen.workflow.scripts import PlacedStep

_LONG = 64  # characters beyond which names are not compared
_MOVES = re.compile(r"download-artifact|git |mkdir|cp |ln |mv |tar |curl")
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
                near = _called(job.uses[2:], tree)
                title = f"The reusable workflow {job.uses} is not in the repository"
                yield _match(place, job.uses, title, True, f"{job.uses[:2]}{near}" if near else "")
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
    beside = _beside(placed, job, folder) if job is not None and there and not self_reference else ""
    if beside:
        title = f"The action {placed.step.uses} is not at the root of the workspace: the checkout lies in {beside}"
        root = any(
            step.with_.get("repository") and not step.with_.get("path") for step in (job.steps if job else ())
        )
        yield _match(place, placed.step.uses, title, not root, f"./{beside}/{folder}")
        return
    if before == "unknown" or (not there and job is None):
        return
    if not there:
        why = "has no action.yml" if tree.is_dir(folder) else "is not in the repository"
        near = _folder(folder, tree)
        title = f"The action {placed.step.uses} {why}"
        yield _match(place, placed.step.uses, title, not placed.step.if_, f"./{near}" if near else "")
    elif before == "none":
        title = f"The action {placed.step.uses} is used before anything checks the repository out"
        yield _match(place, placed.step.uses, title, not placed.step.if_)


def _match(place: FileEvidence, uses: str, title: str, sure: bool, near: str = "") -> Match:
    severity = Severity.ERROR if sure else Severity.WARNING
    title += f"; it is {near}" if near else ""
    return Match(places=(place,), data={"action": uses, "near": near}, title=title, severity=severity)


def _called(path: str, tree: Tree) -> str:
    """The workflow that is meant: what git renamed the file to, or one whose name differs by little."""
    from regreen.workflow.near import nearest

    departure = tree.departed([path]).get(path)
    if departure is not None and departure.successor:
        return departure.successor
    return nearest(path, tree.under(".github/workflows")) or "" if len(path) < _LONG else ""


def _folder(folder: str, tree: Tree) -> str:
    """The folder of the action that is meant: what git renamed it to, or the only one of its name."""
    departure = tree.departed([folder]).get(folder)
    if departure is not None and departure.successor:
        return departure.successor
    name = folder.rpartition("/")[2]
    found = [path.rpartition("/")[0] for file in _FILES[:2] for path in tree.names.get(file, ())]
    same = [path for path in found if path.rpartition("/")[2] == name]
    return same[0] if len(same) == 1 else ""


def _beside(placed: PlacedStep, job: Job, folder: str) -> str:
    """The folder in which the own repository lies, where only others, or nothing, lie at the root."""
    own: list[str] = []
    for step in job.steps[: placed.step.index]:
        given = step.with_
        if not step.uses.lower().startswith("actions/checkout@"):
            if _MOVES.search(f"{step.uses} {step.run}"):
                return ""
        elif given.get("repository", "") in ("", "${{ github.repository }}"):
            own.append(given.get("path", "").removeprefix("./").strip("/"))
    inside = any(folder.startswith(f"{path}/") for path in own)
    return own[0] if len(own) == 1 and not inside and own[0] and "$" not in own[0] else ""


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
            or (step.run and _MOVES.search(step.run))
        ):
            return "unknown"
    return found


def corrected(match: Match, workflows: tuple[Workflow, ...], steps: tuple[PlacedStep, ...]) -> Iterator[Edit]:
    """The path that is meant."""
    from regreen.project.place import at
    from regreen.workflow.nodes import Scalar

    near = match.data.get("near", "")
    nodes = [(placed.source, placed.step.at("uses")) for placed in steps]
    nodes += [
        (workflow.source, job.at("uses")) for workflow in workflows for job in workflow.jobs if job.uses
    ]
    for source, node in nodes if near else ():
        if isinstance(node, Scalar) and node.text == match.data["action"]:
            old = source.text[node.span.start : node.span.end]
            if at(source, node.span.start) in match.places and node.text in old:
                yield Edit(node.span, old, old.replace(node.text, near))


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
    fixers=(Fixer("Write the path that there is", Safety.UNSAFE, corrected),),
)
